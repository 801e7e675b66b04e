"""The colours of the platform's pages (``static/css/tokens.css``) as any SVG viewer knows them."""

from __future__ import annotations

PALETTE = {
    "card": ("#ffffff", "#131a22"),
    "sunken": ("#eff3f7", "#1c242c"),
    "line": ("#dee4e9", "#29313a"),
    "edge": ("#86909b", "#6a7683"),
    "ink": ("#131f2c", "#ebeff4"),
    "soft": ("#525e6a", "#a4aeb8"),
    "accent": ("#005ebf", "#76b6f7"),
    "accent-soft": ("#e3f1ff", "#152c42"),
    "on-accent": ("#ffffff", "#05101c"),
    "warn": ("#8a5100", "#f4bd62"),
    "warn-soft": ("#fef0d4", "#3a2911"),
}
"""Each token: in light, and in dark."""


def style() -> str:
    """The style sheet of a drawing: light, or dark where the viewer prefers it."""
    fills = {name: light for name, (light, _) in PALETTE.items()}
    dark = {name: other for name, (_, other) in PALETTE.items()}
    return (
        f"{_rules(fills)}\n@media (prefers-color-scheme: dark) {{\n{_rules(dark)}\n}}\n"
        'text { font: 11px "Inter", ui-sans-serif, system-ui, "Segoe UI", Roboto, "Noto Sans", '
        "sans-serif; font-variant-numeric: tabular-nums }\n"
        ".title { font-size: 15px; font-weight: 650 }\n.strong { font-weight: 600 }\n"
        ".end { text-anchor: end }\n.middle { text-anchor: middle }\n"
        ".value { fill: none; stroke-width: 2.5; stroke-linejoin: round }\n"
        ".bound { fill: none; stroke-width: 1.6; stroke-dasharray: 5 4 }\n"
        ".veil { opacity: 0.1 }\n.thin { fill: none; stroke-width: 1 }"
    )


def _rules(colours: dict[str, str]) -> str:
    return "\n".join(
        f".{name} {{ fill: {colour} }} .{name}-line {{ stroke: {colour} }}"
        for name, colour in colours.items()
    )

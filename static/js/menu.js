/* Menus (<details data-menu>) close by a click elsewhere and by Escape; the phone's navigation
   drawer is a native popover and takes the focus when it opens. */

const openMenus = () => document.querySelectorAll("details[data-menu][open]");

document.addEventListener("click", (event) => {
  for (const menu of openMenus()) if (!menu.contains(event.target)) menu.open = false;
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of openMenus()) {
    menu.open = false;
    if (menu.contains(document.activeElement)) menu.querySelector("summary").focus();
  }
});

document.addEventListener("focusout", (event) => {
  const menu = event.target.closest("details[data-menu][open]");
  if (menu && event.relatedTarget && !menu.contains(event.relatedTarget)) menu.open = false;
});

const drawer = document.querySelector("nav[popover]");
drawer?.addEventListener("toggle", (event) => {
  if (event.newState === "open") (drawer.querySelector("[aria-current]") ?? drawer).focus();
});
/* It must not stay open, with its veil, when the window grows to where it is always there. */
matchMedia("(min-width: 900px)").addEventListener("change", () => {
  if (drawer?.matches(":popover-open")) drawer.hidePopover();
});

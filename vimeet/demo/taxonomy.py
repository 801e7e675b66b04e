"""The demo's list of needs and offers, and what goes together in it."""

from __future__ import annotations

# As organisers paste it: see ``vimeet.registration.services.term_lists``.
LIST = """
Machining | Usinage
    5-axis machining | Usinage 5 axes
    Turning | Tournage et décolletage
Metals | Métaux
    Forging | Forge et matriçage
    Casting | Fonderie de précision
    Additive manufacturing | Fabrication additive
Composites | Composites
    Composite parts | Pièces composites
    Composite repair | Réparation de composites
Surfaces | Surfaces
    Chromium-free treatment | Traitement sans chrome VI
    Chromium plating | Chromage dur
    Painting | Peinture
Electrics and electronics | Électrique et électronique
    Harnesses | Harnais et faisceaux
    Connectors | Connectique
    Boards and computers | Cartes et calculateurs
    Sensors | Capteurs
    Power electronics | Électronique de puissance
Software and data | Logiciel et données
    Certified software | Logiciel certifié
    Digital twins | Jumeaux numériques
    Automated inspection | Contrôle automatique
Tests | Essais et contrôle
    Mechanical and vibration tests | Essais mécaniques et vibratoires
    Non-destructive testing | Contrôle non destructif
Tooling and assembly | Outillage et assemblage
    Jigs and fixtures | Bâtis et gabarits
    Moulds | Moules
    Robotic cells | Cellules robotisées
Cabin interiors | Intérieurs de cabine
    Textiles and foams | Textiles et mousses
    Trim and lighting | Habillage et éclairage
Maintenance | Maintenance
    Overhaul | Révision
    Spares | Rechanges
Engineering | Ingénierie
    Stress analysis | Calcul de structures
    Certification | Certification
Logistics | Logistique
    Just-in-time supply | Flux tendu
    Packaging | Emballage
Programmes | Programmes
    Aircraft programmes | Programmes d’avions
    Equipment programmes | Programmes d’équipements
    Engine and hydrogen programmes | Programmes de moteurs et hydrogène
    Space programmes | Programmes spatiaux
    Cabin programmes | Programmes de cabines
    Drone programmes | Programmes de drones
    Fleets to maintain | Flottes à entretenir
"""

# (who looks for, who offers): they fit.
FITTING = (
    ("Casting", "Additive manufacturing"),
    ("Composite parts", "Moulds"),
    ("Software and data", "Sensors"),
    ("Spares", "Overhaul"),
    ("5-axis machining", "Jigs and fixtures"),
)
CLASHING = (("Chromium-free treatment", "Chromium plating"),)

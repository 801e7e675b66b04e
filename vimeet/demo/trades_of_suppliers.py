"""What the demo's suppliers are, look for and offer."""

from __future__ import annotations

from vimeet.demo.trades import Said, Speciality

_SUPPLIER_NEEDS = (
    Said(
        "De nouveaux donneurs d’ordres en aéronautique civile, séries de 50 à 500 pièces.",
        "New customers in civil aeronautics, series of 50 to 500 parts.",
        ("Aircraft programmes",),
    ),
    Said(
        "Des contacts achats et méthodes chez les avionneurs et les équipementiers de rang 1.",
        "Contacts in purchasing and methods at aircraft makers and tier-1 suppliers.",
        ("Aircraft programmes", "Equipment programmes"),
    ),
    Said(
        "Un premier programme spatial et un partenaire pour le qualifier.",
        "A first space programme, and a partner to qualify it with.",
        ("Space programmes",),
    ),
    Said(
        "Des donneurs d’ordres prêts à décarboner leur chaîne d’approvisionnement.",
        "Customers ready to take carbon out of their supply chain.",
        ("Engine and hydrogen programmes",),
    ),
    Said(
        "Des partenaires pour répondre en groupement aux appels d’offres européens.",
        "Partners to answer European calls for tenders together.",
        ("Drone programmes", "Cabin programmes"),
    ),
)


def _supplier(presentation: Said, *offers: Said) -> Speciality:
    return Speciality(presentation, _SUPPLIER_NEEDS, offers)


SUPPLYING: dict[str, Speciality] = {
    "machining": _supplier(
        Said(
            "Usinage de précision pour l’aéronautique et le spatial.",
            "Precision machining for aeronautics and space.",
        ),
        Said(
            "Usinage 5 axes aluminium et titane jusqu’à 2 m, contrôle tridimensionnel.",
            "5-axis machining of aluminium and titanium up to 2 m, three-dimensional inspection.",
            ("5-axis machining",),
        ),
        Said(
            "Tournage et décolletage de petites pièces, de l’unité à 10 000.",
            "Turning of small parts, from one to 10,000.",
            ("Turning",),
        ),
        Said(
            "Pièces prototypes en dix jours, atelier certifié EN 9100.",
            "Prototype parts in ten days, workshop certified to EN 9100.",
            ("Machining",),
        ),
    ),
    "composites": _supplier(
        Said(
            "Pièces et sous-ensembles en matériaux composites.",
            "Parts and sub-assemblies in composite materials.",
        ),
        Said(
            "Drapage, infusion et compression de thermoplastiques.",
            "Lay-up, infusion and compression of thermoplastics.",
            ("Composite parts",),
        ),
        Said(
            "Panneaux sandwich et carénages, étude comprise.",
            "Sandwich panels and fairings, design included.",
            (
                "Composite parts",
                "Stress analysis",
            ),
        ),
        Said(
            "Réparation de structures composites et formation d’équipes.",
            "Repair of composite structures and training of teams.",
            ("Composite repair",),
        ),
    ),
    "surfaces": _supplier(
        Said(
            "Traitement de surface et peinture de pièces aéronautiques.",
            "Surface treatment and painting of aeronautical parts.",
        ),
        Said(
            "Anodisation et passivation sans chrome VI, qualifications en cours de validité.",
            "Anodising and passivation without chromium VI, qualifications in force.",
            ("Chromium-free treatment",),
        ),
        Said(
            "Peinture de pièces et de sous-ensembles, cabines de 12 m.",
            "Painting of parts and sub-assemblies, booths of 12 m.",
            ("Painting",),
        ),
    ),
    "casting": _supplier(
        Said(
            "Forge, fonderie et fabrication additive métallique.",
            "Forging, casting and additive manufacturing of metals.",
        ),
        Said(
            "Fusion laser sur lit de poudre, titane et Inconel, contrôle par tomographie.",
            "Laser powder-bed fusion, titanium and Inconel, inspection by tomography.",
            (
                "Additive manufacturing",
                "Non-destructive testing",
            ),
        ),
        Said(
            "Fonderie à la cire perdue, petites et moyennes séries.",
            "Lost-wax casting, small and medium series.",
            ("Casting",),
        ),
        Said(
            "Matriçage d’aluminium et de titane, traitement thermique intégré.",
            "Die forging of aluminium and titanium, heat treatment in house.",
            ("Forging",),
        ),
    ),
    "harnesses": _supplier(
        Said(
            "Câblage et connectique embarqués.",
            "On-board wiring and connectors.",
        ),
        Said(
            "Harnais électriques de l’étude à la pose, banc d’essai automatique.",
            "Electrical harnesses from design to installation, automatic test bench.",
            ("Harnesses",),
        ),
        Said(
            "Connecteurs et boîtiers pour environnement sévère.",
            "Connectors and housings for harsh environments.",
            ("Connectors",),
        ),
    ),
    "electronics": _supplier(
        Said(
            "Électronique embarquée, capteurs et puissance.",
            "Embedded electronics, sensors and power.",
        ),
        Said(
            "Cartes et calculateurs DO-254, petites séries et obsolescences.",
            "DO-254 boards and computers, small series and obsolescence.",
            ("Boards and computers",),
        ),
        Said(
            "Capteurs de pression, de température et de vibration, sans fil.",
            "Wireless sensors of pressure, temperature and vibration.",
            ("Sensors",),
        ),
        Said(
            "Convertisseurs de puissance pour propulsion électrique.",
            "Power converters for electric propulsion.",
            ("Power electronics",),
        ),
    ),
    "software": _supplier(
        Said(
            "Logiciels critiques et outils numériques pour l’industrie.",
            "Critical software and digital tools for industry.",
        ),
        Said(
            "Développement et vérification DO-178C, méthodes formelles.",
            "DO-178C development and verification, formal methods.",
            ("Certified software",),
        ),
        Said(
            "Contrôle visuel automatique des assemblages par caméra.",
            "Automatic visual inspection of assemblies by camera.",
            ("Automated inspection",),
        ),
        Said(
            "Jumeau numérique d’atelier et ordonnancement.",
            "Digital twin of the workshop, and scheduling.",
            ("Digital twins",),
        ),
    ),
    "testing": _supplier(
        Said(
            "Essais, mesures et contrôle non destructif.",
            "Tests, measurement and non-destructive testing.",
        ),
        Said(
            "Essais mécaniques, vibratoires et climatiques, laboratoire accrédité.",
            "Mechanical, vibration and climatic tests, accredited laboratory.",
            ("Mechanical and vibration tests",),
        ),
        Said(
            "Contrôle par ultrasons et par tomographie, sur site ou en atelier.",
            "Inspection by ultrasound and tomography, on site or in the workshop.",
            ("Non-destructive testing",),
        ),
    ),
    "tooling": _supplier(
        Said(
            "Outillages, moules et moyens d’assemblage.",
            "Tooling, moulds and means of assembly.",
        ),
        Said(
            "Bâtis et gabarits d’assemblage, étude, fabrication et installation.",
            "Assembly frames and jigs: design, manufacture and installation.",
            ("Jigs and fixtures",),
        ),
        Said(
            "Cellules robotisées de perçage et de rivetage.",
            "Robotic cells for drilling and riveting.",
            ("Robotic cells",),
        ),
        Said(
            "Moules pour composites jusqu’à 8 m.",
            "Moulds for composites up to 8 m.",
            ("Moulds",),
        ),
    ),
    "interiors": _supplier(
        Said(
            "Aménagement intérieur et matériaux de cabine.",
            "Interior fittings and cabin materials.",
        ),
        Said(
            "Textiles, cuirs et mousses ignifugés, prototypes en trois semaines.",
            "Flame-retardant textiles, leathers and foams, prototypes in three weeks.",
            ("Textiles and foams",),
        ),
        Said(
            "Pièces d’habillage, joints et éclairages de cabine.",
            "Trim parts, seals and lighting for cabins.",
            ("Trim and lighting",),
        ),
    ),
    "maintenance": _supplier(
        Said(
            "Maintenance, réparation et rechanges.",
            "Maintenance, repair and spares.",
        ),
        Said(
            "Révision d’accessoires et de moteurs, agréments Part 145.",
            "Overhaul of accessories and engines, Part 145 approvals.",
            ("Overhaul",),
        ),
        Said(
            "Gestion de stocks de rechanges et dépannage sous 24 heures.",
            "Management of spares and repair within 24 hours.",
            ("Spares",),
        ),
    ),
    "engineering": _supplier(
        Said(
            "Bureau d’études aéronautique.",
            "Aeronautical engineering office.",
        ),
        Said(
            "Calcul de structures et fatigue, du concept à la justification.",
            "Stress and fatigue analysis, from the concept to the proof.",
            ("Stress analysis",),
        ),
        Said(
            "Accompagnement à la certification et dossiers EASA.",
            "Support for certification and EASA files.",
            ("Certification",),
        ),
        Said(
            "Intégration de chaînes propulsives électriques et thermique associée.",
            "Integration of electric powertrains and their cooling.",
            (
                "Engineering",
                "Power electronics",
            ),
        ),
    ),
    "logistics": _supplier(
        Said(
            "Logistique et emballage industriels.",
            "Industrial logistics and packaging.",
        ),
        Said(
            "Approvisionnement en flux tendu et kits de montage.",
            "Just-in-time supply and assembly kits.",
            ("Just-in-time supply",),
        ),
        Said(
            "Conteneurs sur mesure et réutilisables pour grandes pièces.",
            "Made-to-measure, reusable containers for large parts.",
            ("Packaging",),
        ),
    ),
}

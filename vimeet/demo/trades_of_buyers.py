"""What the demo's buyers are, look for and offer."""

from __future__ import annotations

from vimeet.demo.trades import Said, Speciality


def _buyer(presentation: Said, offers: Said, *needs: Said) -> Speciality:
    return Speciality(presentation, needs, (offers,))


BUYING: dict[str, Speciality] = {
    "aircraft": _buyer(
        Said(
            "Conception et assemblage d’aérostructures et d’aéronefs.",
            "Design and assembly of aerostructures and aircraft.",
        ),
        Said(
            "Programmes d’avions régionaux et d’aviation légère, volumes sur dix ans.",
            "Programmes of regional and light aircraft, volumes over ten years.",
            ("Aircraft programmes",),
        ),
        Said(
            "Pièces usinées en titane et en aluminium, 5 axes, livraison en flux tendu.",
            "Machined parts in titanium and aluminium, 5 axes, delivered just in time.",
            (
                "5-axis machining",
                "Just-in-time supply",
            ),
        ),
        Said(
            "Panneaux composites hors autoclave et leur contrôle non destructif.",
            "Out-of-autoclave composite panels and their non-destructive testing.",
            (
                "Composite parts",
                "Non-destructive testing",
            ),
        ),
        Said(
            "Outillages d’assemblage, gabarits et robots de perçage.",
            "Assembly tooling, jigs and drilling robots.",
            (
                "Jigs and fixtures",
                "Robotic cells",
            ),
        ),
        Said(
            "Sous-ensembles câblés et harnais, montée en cadence sur 18 mois.",
            "Wired sub-assemblies and harnesses, ramp-up over 18 months.",
            ("Harnesses",),
        ),
    ),
    "engines": _buyer(
        Said(
            "Turbines, moteurs électriques et chaînes propulsives hybrides.",
            "Turbines, electric engines and hybrid powertrains.",
        ),
        Said(
            "Feuille de route hydrogène ouverte aux partenaires industriels.",
            "A hydrogen road map open to industrial partners.",
            ("Engine and hydrogen programmes",),
        ),
        Said(
            "Fonderie de précision et fabrication additive en superalliages.",
            "Precision casting and additive manufacturing in superalloys.",
            (
                "Casting",
                "Additive manufacturing",
            ),
        ),
        Said(
            "Traitements de surface haute température, sans chrome VI.",
            "High-temperature surface treatments without chromium VI.",
            ("Chromium-free treatment",),
        ),
        Said(
            "Bancs d’essai, instrumentation et mesure vibratoire.",
            "Test benches, instrumentation and vibration measurement.",
            (
                "Mechanical and vibration tests",
                "Sensors",
            ),
        ),
    ),
    "space": _buyer(
        Said(
            "Plateformes de petits satellites et équipements de lanceurs.",
            "Platforms for small satellites and launcher equipment.",
        ),
        Said(
            "Constellation de 60 satellites, production en série à partir de 2028.",
            "A constellation of 60 satellites, series production from 2028 on.",
            ("Space programmes",),
        ),
        Said(
            "Cartes électroniques durcies et capteurs à faible consommation.",
            "Hardened electronic boards and low-power sensors.",
            (
                "Boards and computers",
                "Sensors",
            ),
        ),
        Said(
            "Structures légères en composite, petites séries et délais courts.",
            "Light composite structures, small series and short lead times.",
            ("Composites",),
        ),
        Said(
            "Logiciels de vol et jumeaux numériques certifiables.",
            "Flight software and digital twins that can be certified.",
            (
                "Certified software",
                "Digital twins",
            ),
        ),
    ),
    "cabin": _buyer(
        Said(
            "Sièges, meubles et équipements de cabine.",
            "Seats, furniture and cabin equipment.",
        ),
        Said(
            "Catalogues monocouloirs et longs-courriers, plusieurs compagnies livrées.",
            "Catalogues for single-aisle and long-haul aircraft, several airlines supplied.",
            ("Cabin programmes",),
        ),
        Said(
            "Textiles et mousses ignifugés, recyclables en fin de vie.",
            "Flame-retardant textiles and foams, recyclable at the end of their life.",
            ("Textiles and foams",),
        ),
        Said(
            "Éclairages, plastiques techniques et pièces d’habillage.",
            "Lighting, technical plastics and trim parts.",
            ("Trim and lighting",),
        ),
    ),
    "systems": _buyer(
        Said(
            "Équipements hydrauliques, avionique et trains d’atterrissage.",
            "Hydraulic equipment, avionics and landing gears.",
        ),
        Said(
            "Contrats pluriannuels pour des fournisseurs certifiés EN 9100.",
            "Contracts over several years for suppliers certified to EN 9100.",
            ("Equipment programmes",),
        ),
        Said(
            "Usinage de corps hydrauliques en inox et en titane.",
            "Machining of hydraulic bodies in stainless steel and titanium.",
            ("Machining",),
        ),
        Said(
            "Cartes et calculateurs embarqués, DO-254 et DO-178C.",
            "Embedded boards and computers, DO-254 and DO-178C.",
            (
                "Boards and computers",
                "Certified software",
            ),
        ),
        Said(
            "Forge et traitement thermique de pièces de sécurité.",
            "Forging and heat treatment of safety parts.",
            ("Forging",),
        ),
        Said(
            "Faisceaux et connectique pour environnement sévère.",
            "Harnesses and connectors for harsh environments.",
            (
                "Harnesses",
                "Connectors",
            ),
        ),
    ),
    "operator": _buyer(
        Said(
            "Exploitation, entretien et modernisation de flottes.",
            "Operation, maintenance and modernisation of fleets.",
        ),
        Said(
            "Flotte de 48 appareils et trois ateliers d’entretien.",
            "A fleet of 48 aircraft and three maintenance shops.",
            ("Fleets to maintain",),
        ),
        Said(
            "Réparation de pièces composites et stocks de rechanges.",
            "Repair of composite parts and stocks of spares.",
            (
                "Composite repair",
                "Spares",
            ),
        ),
        Said(
            "Rénovation de cabines pendant les visites de type C.",
            "Refurbishment of cabins during C checks.",
            ("Cabin interiors",),
        ),
        Said(
            "Maintenance prédictive à partir des données de vol.",
            "Predictive maintenance from flight data.",
            ("Software and data",),
        ),
    ),
    "drones": _buyer(
        Said(
            "Drones de surveillance et de transport léger.",
            "Drones for surveillance and light transport.",
        ),
        Said(
            "Séries de 200 appareils par an, cycles de conception courts.",
            "Series of 200 aircraft a year, short design cycles.",
            ("Drone programmes",),
        ),
        Said(
            "Moulage de coques en carbone et petites séries.",
            "Moulding of carbon shells, small series.",
            (
                "Composite parts",
                "Moulds",
            ),
        ),
        Said(
            "Motorisation électrique, batteries et électronique de puissance.",
            "Electric motors, batteries and power electronics.",
            ("Power electronics",),
        ),
    ),
}

"""What the demo's companies look for and offer, in the event's language."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Speciality:
    """Texts of one trade: what it is, and what it looks for and offers in several wordings."""

    presentation: str
    needs: tuple[str, ...]
    offers: tuple[str, ...]


_SUPPLIER_NEEDS = (
    "De nouveaux donneurs d’ordres en aéronautique civile, séries de 50 à 500 pièces.",
    "Des contacts achats et méthodes chez les avionneurs et les équipementiers de rang 1.",
    "Un premier programme spatial et un partenaire pour le qualifier.",
    "Des donneurs d’ordres prêts à décarboner leur chaîne d’approvisionnement.",
    "Des partenaires pour répondre en groupement aux appels d’offres européens.",
)


def _supplier(presentation: str, *offers: str) -> Speciality:
    return Speciality(presentation, _SUPPLIER_NEEDS, offers)


def _buyer(presentation: str, offers: str, *needs: str) -> Speciality:
    return Speciality(presentation, needs, (offers,))


SPECIALITIES: dict[str, Speciality] = {
    "aircraft": _buyer(
        "Conception et assemblage d’aérostructures et d’aéronefs.",
        "Programmes d’avions régionaux et d’aviation légère, volumes sur dix ans.",
        "Pièces usinées en titane et en aluminium, 5 axes, livraison en flux tendu.",
        "Panneaux composites hors autoclave et leur contrôle non destructif.",
        "Outillages d’assemblage, gabarits et robots de perçage.",
        "Sous-ensembles câblés et harnais, montée en cadence sur 18 mois.",
    ),
    "engines": _buyer(
        "Turbines, moteurs électriques et chaînes propulsives hybrides.",
        "Feuille de route hydrogène ouverte aux partenaires industriels.",
        "Fonderie de précision et fabrication additive en superalliages.",
        "Traitements de surface haute température, sans chrome VI.",
        "Bancs d’essai, instrumentation et mesure vibratoire.",
    ),
    "space": _buyer(
        "Plateformes de petits satellites et équipements de lanceurs.",
        "Constellation de 60 satellites, production en série à partir de 2028.",
        "Cartes électroniques durcies et capteurs à faible consommation.",
        "Structures légères en composite, petites séries et délais courts.",
        "Logiciels de vol et jumeaux numériques certifiables.",
    ),
    "cabin": _buyer(
        "Sièges, meubles et équipements de cabine.",
        "Catalogues monocouloirs et longs-courriers, plusieurs compagnies livrées.",
        "Textiles et mousses ignifugés, recyclables en fin de vie.",
        "Éclairages, plastiques techniques et pièces d’habillage.",
    ),
    "systems": _buyer(
        "Équipements hydrauliques, avionique et trains d’atterrissage.",
        "Contrats pluriannuels pour des fournisseurs certifiés EN 9100.",
        "Usinage de corps hydrauliques en inox et en titane.",
        "Cartes et calculateurs embarqués, DO-254 et DO-178C.",
        "Forge et traitement thermique de pièces de sécurité.",
        "Faisceaux et connectique pour environnement sévère.",
    ),
    "operator": _buyer(
        "Exploitation, entretien et modernisation de flottes.",
        "Flotte de 48 appareils et trois ateliers d’entretien.",
        "Réparation de pièces composites et stocks de rechanges.",
        "Rénovation de cabines pendant les visites de type C.",
        "Maintenance prédictive à partir des données de vol.",
    ),
    "drones": _buyer(
        "Drones de surveillance et de transport léger.",
        "Séries de 200 appareils par an, cycles de conception courts.",
        "Moulage de coques en carbone et petites séries.",
        "Motorisation électrique, batteries et électronique de puissance.",
    ),
    "machining": _supplier(
        "Usinage de précision pour l’aéronautique et le spatial.",
        "Usinage 5 axes aluminium et titane jusqu’à 2 m, contrôle tridimensionnel.",
        "Tournage et décolletage de petites pièces, de l’unité à 10 000.",
        "Pièces prototypes en dix jours, atelier certifié EN 9100.",
    ),
    "composites": _supplier(
        "Pièces et sous-ensembles en matériaux composites.",
        "Drapage, infusion et compression de thermoplastiques.",
        "Panneaux sandwich et carénages, étude comprise.",
        "Réparation de structures composites et formation d’équipes.",
    ),
    "surfaces": _supplier(
        "Traitement de surface et peinture de pièces aéronautiques.",
        "Anodisation et passivation sans chrome VI, qualifications en cours de validité.",
        "Peinture de pièces et de sous-ensembles, cabines de 12 m.",
    ),
    "casting": _supplier(
        "Forge, fonderie et fabrication additive métallique.",
        "Fusion laser sur lit de poudre, titane et Inconel, contrôle par tomographie.",
        "Fonderie à la cire perdue, petites et moyennes séries.",
        "Matriçage d’aluminium et de titane, traitement thermique intégré.",
    ),
    "harnesses": _supplier(
        "Câblage et connectique embarqués.",
        "Harnais électriques de l’étude à la pose, banc d’essai automatique.",
        "Connecteurs et boîtiers pour environnement sévère.",
    ),
    "electronics": _supplier(
        "Électronique embarquée, capteurs et puissance.",
        "Cartes et calculateurs DO-254, petites séries et obsolescences.",
        "Capteurs de pression, de température et de vibration, sans fil.",
        "Convertisseurs de puissance pour propulsion électrique.",
    ),
    "software": _supplier(
        "Logiciels critiques et outils numériques pour l’industrie.",
        "Développement et vérification DO-178C, méthodes formelles.",
        "Contrôle visuel automatique des assemblages par caméra.",
        "Jumeau numérique d’atelier et ordonnancement.",
    ),
    "testing": _supplier(
        "Essais, mesures et contrôle non destructif.",
        "Essais mécaniques, vibratoires et climatiques, laboratoire accrédité.",
        "Contrôle par ultrasons et par tomographie, sur site ou en atelier.",
    ),
    "tooling": _supplier(
        "Outillages, moules et moyens d’assemblage.",
        "Bâtis et gabarits d’assemblage, étude, fabrication et installation.",
        "Cellules robotisées de perçage et de rivetage.",
        "Moules pour composites jusqu’à 8 m.",
    ),
    "interiors": _supplier(
        "Aménagement intérieur et matériaux de cabine.",
        "Textiles, cuirs et mousses ignifugés, prototypes en trois semaines.",
        "Pièces d’habillage, joints et éclairages de cabine.",
    ),
    "maintenance": _supplier(
        "Maintenance, réparation et rechanges.",
        "Révision d’accessoires et de moteurs, agréments Part 145.",
        "Gestion de stocks de rechanges et dépannage sous 24 heures.",
    ),
    "engineering": _supplier(
        "Bureau d’études aéronautique.",
        "Calcul de structures et fatigue, du concept à la justification.",
        "Accompagnement à la certification et dossiers EASA.",
        "Intégration de chaînes propulsives électriques et thermique associée.",
    ),
    "logistics": _supplier(
        "Logistique et emballage industriels.",
        "Approvisionnement en flux tendu et kits de montage.",
        "Conteneurs sur mesure et réutilisables pour grandes pièces.",
    ),
}

"""Invented names for the demo's delegates, by the language of their country."""

from __future__ import annotations

_FIRST_NAMES = {
    "fr": (
        "Agathe Anaïs Antoine Arnaud Aurélie Baptiste Benoît Camille Caroline Cécile Charlotte "
        "Chloé Clément Damien Delphine Élise Élodie Émilie Étienne Fabien Farid Florence Florian "
        "Gaëlle Guillaume Hélène Inès Jérôme Julie Julien Karim Laetitia Laurent Léa Lucas "
        "Ludovic Magali Marion Mathieu Maud Mélanie Nadia Nicolas Noémie Olivier Pauline "
        "Quentin Raphaël Romain Samira Sandrine Sébastien Solène Sylvain Thibault Valérie "
        "Vincent Yann Yasmine Zoé"
    ),
    "de": "Anke Bernd Claudia Dirk Elke Florian Greta Holger Ingrid Jens Katrin Lars",
    "es": "Alba Bruno Carmen Diego Elena Fermín Inés Javier Lucía Marcos Nuria Pablo",
    "it": "Alessia Bruno Chiara Davide Elisa Fabio Giulia Lorenzo Marta Paolo Sara Tommaso",
    "en": "Alice Colin Diana Edward Fiona Gareth Hazel Imogen Keith Nigel Rowan Tessa",
    "pt": "Ana Duarte Filipa Gonçalo Inês Rui",
}

_LAST_NAMES = {
    "fr": (
        "Abadie Albouy Arnal Auriol Barthes Bascou Bessière Blanquart Bonhomme Bousquet "
        "Cabanel Calmels Cantaloube Carrère Castagné Cazalbou Chastang Combes Coudert Couderc "
        "Daubanes Delbreil Delmas Desclaux Dubarry Escande Estrade Fabregat Fontanille Fourcade "
        "Gaubert Gineste Granier Guilhem Hébrard Izard Jaulent Labadens Lacoste Lafforgue "
        "Lagarrigue Lamarque Lanusse Larrieu Laurens Loubère Maffre Malaterre Marcadal Maurel "
        "Mirabel Molinier Montagnac Nougaret Pagès Palauqui Pélissier Peyrot Pradelle Pujol "
        "Rascol Ricard Rouquette Roziès Salvagnac Ségala Sicard Soulié Taillefer Terrisse "
        "Tournié Vaissière Vayssade Verdier Vidalenc Viguier"
    ),
    "de": "Ahrendt Bachmeier Clausnitz Dornberg Ehlers Falkner Gerlach Hohnstein Krahl",
    "es": "Aldana Barrientos Cifuentes Echevarría Figuerola Galdeano Irigoyen Lizarra",
    "it": "Ardizzone Bellandi Cavagna Donadei Ferrigno Gallarini Lombardero Morvillo",
    "en": "Ashdown Birkett Coverdale Dunmore Ellerby Fairweather Garside Hollins Marlowe",
    "pt": "Azinheira Boavida Calheiros Damasceno",
}

FIRST_NAMES = {language: names.split() for language, names in _FIRST_NAMES.items()}
LAST_NAMES = {language: names.split() for language, names in _LAST_NAMES.items()}

NAMES_OF_COUNTRY = {
    "FR": "fr",
    "BE": "fr",
    "CH": "fr",
    "DE": "de",
    "ES": "es",
    "IT": "it",
    "GB": "en",
    "PT": "pt",
}

# Functions rather than titles: French titles have a gender, invented people need none.
BUYER_JOBS = (
    "Direction des achats",
    "Responsable achats structures",
    "Achats projets",
    "Responsable industrialisation",
    "Pilotage de programme",
)
SUPPLIER_JOBS = (
    "Direction commerciale",
    "Responsable grands comptes",
    "Direction générale",
    "Affaires et partenariats",
    "Responsable développement",
)

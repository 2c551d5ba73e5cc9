"""What people of the demo write, in the four languages; `{other}` is somebody's name."""

from collections.abc import Mapping

from ombud.policy.model import Language

Letter = tuple[str, str]
"""A subject and a text, without the greetings."""

OURS = ("Maren Holt", "Jens Toftegaard", "Elin Sandqvist")
MANNERS: Mapping[Language, tuple[str, str]] = {
    "nb": ("Hei!", "Vennlig hilsen"),
    "da": ("Hej", "Med venlig hilsen"),
    "sv": ("Hej!", "Vänliga hälsningar"),
    "en": ("Hello,", "Kind regards"),
}
ENQUIRIES: Mapping[Language, tuple[Letter, ...]] = {
    "nb": (
        ("Spørsmål om rådgivning", "Vi vurderer å få hjelp med en ny strategi til høsten. Hva koster et første møte?"),
        ("Kurs i forhandling?", "Holder dere kurset på Vestlandet også? Vi er åtte som gjerne vil være med."),
    ),
    "da": (
        ("Forespørgsel på et forløb", "Kan I hjælpe os med at gøre ordrebogen overskuelig? Ring ikke, skriv blot."),
        ("Hvad koster en dag?", "Vi søger en ordstyrer til en temadag. Hvad tager I for det?"),
    ),
    "sv": (
        ("Fråga om er rådgivning", "Vi är ett litet företag som växer fort. Har ni tid för ett samtal i vår?"),
        ("Föreläsning hos oss", "Skulle någon av er kunna föreläsa på vår årsträff? Vi blir omkring sextio."),
    ),
    "en": (("A first meeting", "We have just moved to Denmark and need advice on a contract. Do you work in English?"),),
}
REPLIES: Mapping[Language, tuple[str, ...]] = {
    "nb": ("Takk for brevet. Et første møte er gratis; vi foreslår torsdag klokken ti.", "Takk, vi ser på det og svarer innen fredag."),
    "da": ("Tak for din mail. Du får et overslag, når I har valgt en dag.", "Tak, det ser vi på, og du hører fra os i denne uge."),
    "sv": ("Tack för ditt mejl. Vi har tid i slutet av månaden och återkommer med två förslag.", "Tack, vi tittar på det."),
    "en": ("Thank you for writing. We do work in English, and the first hour is free.", "Thank you, we will look into it."),
}
CUSTOMERS: Mapping[Language, tuple[Letter, ...]] = {
    "nb": (
        ("Rapporten fra i går", "Takk for rapporten. Tallene på side fire stemmer ikke helt med våre."),
        ("Ny bestilling", "Vi vil gjerne bestille en runde til, på samme vilkår som sist."),
    ),
    "da": (
        ("Referat fra mødet", "Referatet er godkendt hos os. Send blot regningen til bogholderiet."),
        ("Ændring i aftalen", "Kan vi rykke andet trin til efter sommerferien?"),
    ),
    "sv": (
        ("Underlaget till styrelsen", "Underlaget kom fram, tack. Styrelsen vill se en kortare version före mötet."),
        ("Nästa steg", "Vi är nöjda så här långt och vill gå vidare med del två."),
    ),
    "en": (("The second draft", "We read the second draft. It is close; please shorten the part on pricing."),),
}
NETWORK: Mapping[Language, tuple[Letter, ...]] = {
    "nb": (("Takk for sist", "Hyggelig å ses igjen. Jeg kjenner en bedrift som kanskje kan bruke dere; skal jeg koble dere sammen?"),),
    "da": (("Tak for sidst", "Det var en god dag i Lillehavn. Jeg sender gerne et par navne videre, hvis I vil."),),
    "sv": (("Tack för senast", "Roligt att höra hur det går. Vi borde göra något ihop igen."),),
    "en": (("Good to see you", "It was good to see you at the fair. Let us compare notes again in spring."),),
}
MENTIONS: Mapping[Language, Letter] = {
    "nb": ("En anbefaling", "Jeg har snakket med {other}, som også søker en rådgiver. Dere burde ta en prat."),
    "da": ("En anbefaling", "Jeg har talt med {other}, som også leder efter en rådgiver. Må jeg give jeres navn videre?"),
    "sv": ("Ett tips", "Jag träffade {other}, som också behöver råd. Hör gärna av er."),
    "en": ("A tip", "I met {other}, who is looking for an adviser as well."),
}
NOTES: Mapping[Language, tuple[str, ...]] = {
    "nb": ("Ønsker fast kontakt på tirsdager.", "Gikk gjennom regnskapet; to spørsmål gjenstår.", "Fornøyd, venter på styret."),
    "da": ("Vil helst skrives til, ikke ringes op.", "Budgettet er gennemgået; én post mangler.", "Overvejer et forløb mere."),
    "sv": ("Vill ha allt skriftligt.", "Gick igenom avtalet; två punkter kvar.", "Nöjd, men väntar på besked från ägaren."),
    "en": ("Prefers mail in English.", "Went through the contract; two points remain.", "Content with part one."),
}
ORDERS = ("Strategiforløb, 3 dage", "Styreseminar, 1 dag", "Avtalsgranskning", "Lederudvikling, 6 gange", "Kurs i forhandling, 8 plasser")
TOPICS = ("lunsj på messen", "fælles kunde", "årsträff", "workshop", "kaffe og nye navne")
WISHES = ("Vennligst ikke kontakt meg mer.", "Slet mig fra jeres ringeliste, tak.", "Jag vill inte ha fler mejl.")
REQUESTS = ("Hva har dere lagret om meg?", "Jeg vil gerne se mine oplysninger.", "Jag begär ut mina uppgifter.")
ANSWERS = ("5: bra, men sent svar", "4: god dag, lidt lang", "5: mycket nöjd", "3: room too cold", "2: hadde ventet mer")
PAGES = ("/", "/kurs", "/raadgivning", "/om-oss", "/kontakt", "/artikler/forhandling")

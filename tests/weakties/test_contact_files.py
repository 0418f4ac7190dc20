"""Contacts from the files of other programs, and back."""

import csv
import io
from datetime import UTC, datetime
from pathlib import Path

import pytest
import vobject

from relationship.rules.evolve import fold
from relationship.views.card import Card
from weakties.app.starting import BadContact, Contact, checked, first_events, with_guess
from weakties.contacts.columns import KeptColumns, parse_mapping
from weakties.contacts.csv_file import read_contacts
from weakties.contacts.export import as_csv, as_vcards
from weakties.contacts.places import guess_place
from weakties.contacts.vcard import read_vcards

ME = "sam@home.example"
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
ADA = Contact(
    "ada@tides.example",
    "Ada Lovelace",
    reason="Your talk on tides, and why.",
    company="Tides; and more, Ltd",
    tags=("water", "mentor"),
    time_zone="America/New_York",
    country="US",
    phone="+1 212 555 0100",
    other_addresses=("ada@coast.example",),
)
CARDS = """BEGIN:VCARD
VERSION:4.0
FN:Ada Lovelace
N:Lovelace;Ada;;;
EMAIL;PREF=2:ada@tides.example
EMAIL;PREF=1;TYPE=home:ada@coast.example
ORG:Tides Ltd;Research
TEL;VALUE=uri;TYPE=work:tel:+1-212-555-0100
TZ:America/New_York
CATEGORIES:water,mentor
END:VCARD
BEGIN:VCARD
VERSION:3.0
N:Okafor;Ben;;Dr.;
FN:Dr. Ben Okafor
item1.EMAIL;TYPE=INTERNET:old@bridges.example
item2.EMAIL;TYPE=INTERNET,pref:ben@bridges.example
END:VCARD
BEGIN:VCARD
VERSION:3.0
FN:Nobody
END:VCARD
BEGIN:VCARD
VERSION:3.0
FN:Broken
EMAIL:not an address
"""


def csv_file(folder: Path, text: str) -> Path:
    file = folder / "people.csv"
    file.write_text(text, encoding="utf-8")
    return file


@pytest.mark.parametrize(
    "header",
    [
        "email,name,company",
        "E-Mail-Adresse;Vorname;Nachname;Firma",
        "First Name,Last Name,Email Address,Company,Position",
        "Given Name,Family Name,E-mail 1 - Value,Organization Name",
        "Prénom;Nom;Courriel;Société",
    ],
)
def test_the_titles_of_other_programs_are_understood(tmp_path: Path, header: str) -> None:
    delimiter = ";" if ";" in header else ","
    cells = {"ada": "Ada", "lovelace": "Lovelace"}
    values = []
    for title in header.split(delimiter):
        word = title.casefold()
        if "mail" in word or "courriel" in word:
            values.append("ada@tides.example")
        elif word in ("first name", "given name", "vorname", "prénom"):
            values.append(cells["ada"])
        elif word in ("last name", "family name", "nachname", "nom"):
            values.append(cells["lovelace"])
        elif word == "name":
            values.append("Ada Lovelace")
        else:
            values.append("Tides Ltd")
    [row] = read_contacts(csv_file(tmp_path, f"{header}\n{delimiter.join(values)}\n"), ME).rows
    assert row.contact is not None
    assert (row.contact.name, row.contact.address) == ("Ada Lovelace", "ada@tides.example")
    assert row.contact.company == "Tides Ltd"


def test_a_column_without_a_title_one_knows_is_found_by_its_addresses(tmp_path: Path) -> None:
    table = read_contacts(csv_file(tmp_path, "Wer,Kontakt\nAda,ada@tides.example\nBen,ben@bridges.example\n"), ME)
    assert table.columns == {"email": "Kontakt"}
    assert table.left_out == ("Wer",)


def test_what_the_user_says_outranks_the_guess_and_is_kept(tmp_path: Path) -> None:
    file = csv_file(tmp_path, "Wer,Kontakt,Warum\nAda Lovelace,ada@tides.example,Tides.\n")
    kept = KeptColumns(tmp_path / "columns.json")
    given = kept.with_given(file, ("name=Wer", "reason=Warum"))
    table = read_contacts(file, ME, given)
    kept.keep(table.header, given)
    assert kept.with_given(file, ()) == {"name": "Wer", "reason": "Warum"}
    [row] = read_contacts(file, ME, kept.with_given(file, ())).rows
    assert row.contact is not None
    assert (row.contact.name, row.contact.reason) == ("Ada Lovelace", "Tides.")
    assert kept.with_given(csv_file(tmp_path, "other,titles\n"), ()) == {}


@pytest.mark.parametrize("words", ["email", "shoe=Size", "=x"])
def test_a_mapping_that_means_nothing_is_told(words: str) -> None:
    with pytest.raises(BadContact, match="the fields are email"):
        parse_mapping((words,))


def test_a_title_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(BadContact, match="no column 'Mail'"):
        read_contacts(csv_file(tmp_path, "a,b\n1,2\n"), ME, {"email": "Mail"})
    with pytest.raises(BadContact, match="--map email=COLUMN"):
        read_contacts(csv_file(tmp_path, "a,b\n1,2\n"), ME)


def test_vcards_of_both_versions_are_read_and_bad_ones_named_by_line(tmp_path: Path) -> None:
    file = tmp_path / "people.vcf"
    file.write_text(CARDS, encoding="utf-8")
    ada, ben, nobody, broken = read_vcards(file, ME)
    assert ada.contact is not None
    assert (ada.contact.address, ada.contact.other_addresses) == ("ada@coast.example", ("ada@tides.example",))
    assert (ada.contact.greeting, ada.contact.company) == ("Ada", "Tides Ltd")
    assert (ada.contact.tags, ada.contact.time_zone) == (("water", "mentor"), "America/New_York")
    assert ada.contact.phone == "+1-212-555-0100"
    assert ben.contact is not None
    assert (ben.contact.name, ben.contact.address) == ("Dr. Ben Okafor", "ben@bridges.example")
    assert (nobody.line, nobody.problem) == (19, "Nobody has no email address")
    assert broken.contact is None


def test_a_file_without_a_card_is_told(tmp_path: Path) -> None:
    file = tmp_path / "people.vcf"
    file.write_text("hello\n", encoding="utf-8")
    with pytest.raises(BadContact, match="BEGIN:VCARD"):
        read_vcards(file, ME)


def test_what_is_exported_can_be_imported(tmp_path: Path) -> None:
    good = checked(ADA, ME)
    state = fold(first_events(good, ME, NOW))
    card = Card(state.id, "Ada", state.address, "requesting", 0, "wait", None, "", None, 0, 0)
    vcf = tmp_path / "people.vcf"
    vcf.write_text(as_vcards([(card, state)]), encoding="utf-8", newline="")
    [row] = read_vcards(vcf, ME)
    assert row.contact is not None
    wanted = (good.address, good.name, good.reason, good.company, good.tags, good.time_zone, good.phone)
    found = row.contact
    assert (found.address, found.name, found.reason, found.company, found.tags, found.time_zone, found.phone) == wanted
    assert found.other_addresses == ("ada@coast.example",)
    assert vobject.readOne(vcf.read_text(encoding="utf-8")).email.value == "ada@tides.example"

    [again] = read_contacts(csv_file(tmp_path, as_csv([(card, state)])), ME).rows
    assert again.contact is not None
    found = again.contact
    assert (found.address, found.name, found.reason, found.company, found.tags, found.time_zone, found.phone) == wanted


def test_a_cell_that_a_spreadsheet_would_run_is_made_harmless() -> None:
    state = fold(first_events(Contact("eve@x.example", "=HYPERLINK(1)"), ME, NOW))
    card = Card(state.id, "Eve", state.address, "requesting", 0, "wait", None, "", None, 0, 0)
    [_, row] = csv.reader(io.StringIO(as_csv([(card, state)])))
    assert row[1] == "'=HYPERLINK(1)"


@pytest.mark.parametrize(
    ("address", "phone", "zone", "country"),
    [
        ("a@tide.de", "", "Europe/Berlin", "DE"),
        ("a@tide.co.uk", "", "Europe/London", "GB"),
        ("a@tide.jp", "", "Asia/Tokyo", "JP"),
        ("a@tide.us", "", "", "US"),
        ("a@tide.com", "", "", ""),
        ("a@tide.io", "", "", ""),
        ("a@tide.com", "+1 212 555 0100", "America/New_York", "US"),
        ("a@tide.de", "+33 1 42 68 53 00", "Europe/Paris", "FR"),
        ("a@tide.de", "030 901820", "Europe/Berlin", "DE"),
    ],
)
def test_a_place_is_guessed_where_it_can_be(address: str, phone: str, zone: str, country: str) -> None:
    guess = guess_place(address, phone)
    assert (guess.time_zone, guess.country) == (zone, country)


def test_what_is_known_is_not_guessed_and_a_guess_is_marked() -> None:
    assert with_guess(ADA) == ADA
    guessed = with_guess(Contact("a@tide.de", "Ada"))
    assert guessed.place_guessed_from == "the address, which ends in .de"
    assert with_guess(Contact("a@tide.com", "Ada")).place_guessed_from == ""

package io.docuvault.classification;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NameKeyTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            Invoice | invoices
            Tax | TAXES
            Policy | Policies
            Address | Addresses
            Expense | Expenses
            Receipt | Receipts
            Bank statement | Bank Statements
            Medical bills | medical bill
            Car insurance | Insurance, car
            Car insurance | the car-insurance
            Insurance for the car | Car insurances
            Tax return | Tax Returns!
            Doctor's letter | Doctors letters
            Rechnung | Rechnungen
            Steuer | Steuern
            Vertrag | Verträge
            Vertrag | Vertraege
            Versicherung | Versicherungen
            Ausweis | Ausweise
            Arztbrief | Arztbriefe
            Arztrechnung | Arztrechnungen
            Haus | Häuser
            Buch | Bücher
            Auto | Autos
            Fahrzeug | Fahrzeuge
            Quittung | Quittungen
            Gehaltsabrechnung | Gehaltsabrechnungen
            Kontoauszug | Kontoauszüge
            Zeugnis | Zeugnisse
            Letter | Letters
            Pass | Pässe
            Bescheid | Bescheide
            Beleg | Belege
            Mietvertrag | Mietverträge
            Nebenkosten | Nebenkosten
            Straße | Strasse
            Kfz-Versicherung | KFZ Versicherung
            Kfz-Versicherung | Kfzversicherungen
            Kfz-Versicherung | Versicherung (Kfz)
            Haus und Garten | Garten & Haus
            Unterlagen für die Steuer | Steuer-Unterlagen
            Müller | Mueller
            Facture | Factures
            Café | cafe
            保険証 | 保険証
            """)
    void theseSayTheSame(String one, String other) {
        assertThat(NameKey.of(one).sameAs(NameKey.of(other)))
                .as("%s, %s", NameKey.of(one), NameKey.of(other))
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            Insurance policy | Insurance polcy
            Gehaltsabrechnung | Gehaltabrechnung
            Heizkosten-Abrechnung | Heizkostenabrechnungen
            Conto corrente | Conti correnti
            Prescription | Perscriptions
            """)
    void theseNearlySo(String one, String other) {
        assertThat(NameKey.of(one).nearlySameAs(NameKey.of(other)))
                .as("%s, %s", NameKey.of(one), NameKey.of(other))
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            Car insurance | Cat insurance
            Taxes 2023 | Taxes 2024
            Tax return | Tax returns 2024
            Insurance | Car insurance
            Letters from Anna | Letters to Anna
            Paid | Not paid
            Briefe von Anna | Briefe an Anna
            Bezahlt | Nicht bezahlt
            Hausratversicherung | Haftpflichtversicherung
            Stromrechnung | Gasrechnung
            IT invoices | Invoices
            Wohnung | Wohnungsbau
            Invoice | Voice
            Insurance | Assurance
            Mietvertrag | Kaufvertrag
            保険 | 険保
            """)
    void theseDoNot(String one, String other) {
        assertThat(NameKey.of(one).nearlySameAs(NameKey.of(other)))
                .as("%s, %s", NameKey.of(one), NameKey.of(other))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"The", "Die", "Will", "IT", "7", "2024"})
    void aNameOfLittleWordsOnlyIsStillOne(String name) {
        assertThat(NameKey.of(name).isEmpty()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "-- !", "…"})
    void aNameWithoutLettersIsNone(String name) {
        assertThat(NameKey.of(name).isEmpty()).isTrue();
    }

    /** Names that people have given to their topics: none is taken for another one of its language. */
    @ParameterizedTest
    @ValueSource(strings = {"""
                Invoices, Receipts, Contracts, Insurance, Taxes, Health, Bank, Salary, Pension, Car, Home, Rent, Electricity,
                Gas, Water, Internet, Phone, School, University, Travel, Tickets, Warranty, Manuals, Recipes, Letters, Photos,
                Certificates, Passport, Visa, Wills, Donations, Membership, Clubs, Police, Policies, Loans, Mortgage,
                Credit cards, Investments, Shares, Children, Pets, Vet, Dentist, Doctor, Hospital, Prescriptions, Orders,
                Offers, Quotes, Bills, Payslips, Statements, Reports, Minutes, Notes, Applications, References""", """
                Rechnungen, Quittungen, Verträge, Versicherung, Steuer, Gesundheit, Gehalt, Rente, Auto, Haus, Miete, Strom,
                Wasser, Telefon, Schule, Universität, Reisen, Fahrkarten, Garantie, Anleitungen, Rezepte, Briefe, Zeugnisse,
                Ausweise, Testament, Spenden, Vereine, Kredite, Kinder, Haustiere, Tierarzt, Zahnarzt, Krankenhaus, Mahnungen,
                Bescheide, Kontoauszüge, Lieferscheine, Angebote, Bewerbungen, Kündigungen, Nebenkosten, Handwerker, Gericht,
                Geburt, Hochzeit, Kirche, Wohnung, Garten, Geräte, Kaufvertrag, Mietvertrag, Lohn, Los, Pass, Rundfunk"""})
    void differentTopicsStayDifferent(String names) {
        Map<String, String> seen = new LinkedHashMap<>();
        for (String name : names.split(",", -1)) {
            String other = seen.put(NameKey.of(name).words(), name);
            assertThat(other).as("%s is taken for %s", name, other).isNull();
        }
    }
}

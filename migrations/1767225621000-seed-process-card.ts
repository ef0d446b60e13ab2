import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Process card PR-10 as the office gave it, versions 1 to 5. Of versions 1 to 4 only dates are known. The text of version 5 is
 * verbatim, its typing errors included: a stored version is never corrected, a new one is published.
 */
const VERSION_5 = {
  annex: 'Załącznik nr PR-10 (5) do Księgi Jakości',
  date: '2019-12-16',
  name: 'Obsługa informatyczna',
  category: 'Wspomagający',
  owner: 'Jan Wzorowy',
  units: 'WO – Wydział Organizacyjny',
  aim: 'Zapewnienie dostępności systemów informatycznych oraz zabezpieczenie przetwarzania danych.',
  tasks: [
    'Zapewnienie wdrożenia nowych i funkcjonowania systemów informatycznych',
    'Administrowanie siecią komputerową w tym archiwizowanie oprogramowania i danych z pamięci komputerów i serwerów',
    'Obsługa Urzędu w zakresie napraw sprzętu komputerowego i gospodarowanie materiałami eksploatacyjnymi i podzespołami komputerowymi',
    'Prowadzenie instruktażu pracowników w zakresie obsługi programów informatycznych.',
  ],
  procedures: [
    'Regulamin Organizacyjny (zarządzenie nr 793/2018 z 14 grudnia 2018 r., z późn. zm.)',
    'Polityka Bezpieczeństwa Informacji (zarządzenie nr 428/2018 z 29 czerwca 2018 r., z późn. zm.)',
    'Regulamin udzielania zamówień publicznych (zarządzenie nr 634/2018 z 5 października 2018 r., z późn. zm.).',
  ],
  inputs: ['Przepisy prawa powszechnie obowiązującego', 'Wnioski komórek organizacyjnych', 'Uchwała budżetowa'],
  outputs: ['Zrealizowane zakupy', 'Protokoły napraw.'],
};

const INDICATORS_5 = [
  {
    number: 1,
    text: 'Czas dostępności systemów w stosunku do minimalnego czasu pracy urzędu (przestoje spowodowane awariami serwerów)',
    target_text: '100%',
    target_percent: 100,
    comparator: '=',
    source: 'Protokoły napraw.',
  },
  {
    number: 2,
    text: 'Liczba naprawa związanych z wymianą podzespołów lub reinstalacją oprogramowania (udokumentowanych protokołami naprawy) w stosunku do liczby wszystkich komputerów, drukarek i innego sprzętu w urzędzie.',
    target_text: 'Mniej niż 10%',
    target_percent: 10,
    comparator: '<',
    source: 'Protokoły napraw.',
  },
  {
    number: 3,
    text: 'Liczba zakupionych w ciągu roku komputerów w stosunku do liczby wszystkich komputerów w urzędzie',
    target_text: '15%',
    target_percent: 15,
    // The card prints no sign; at least 15% is the office's reading until it says otherwise.
    comparator: '>=',
    source: 'Dokumentacja przetargowa.',
  },
];

export class SeedProcessCard1767225621000 implements MigrationInterface {
  readonly name = 'SeedProcessCard1767225621000';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      ALTER TABLE indicator
        ADD COLUMN source text NOT NULL,
        ADD COLUMN frequency text NOT NULL,
        ADD COLUMN unit text NOT NULL;

      -- published_at(v) = replaced_at(v - 1); that of version 1 is not known.
      INSERT INTO process_card_version (version, effective_from, published_at, replaced_at)
      SELECT v.version, v.effective_from, lag(v.replaced_at) OVER (ORDER BY v.version), v.replaced_at
      FROM (
        SELECT w.version, w.effective_from::date, w.replaced_at::timestamp AT TIME ZONE 'Europe/Warsaw' AS replaced_at
        FROM (VALUES
          (1, '2013-09-18', '2014-10-02 12:42:09'),
          (2, '2014-10-02', '2016-10-28 11:10:48'),
          (3, '2016-09-24', '2019-01-25 10:17:28'),
          (4, '2018-12-31', '2019-12-16 08:08:54'),
          (5, '2019-12-16', NULL)) AS w (version, effective_from, replaced_at)) v;
    `);
    await db.query('UPDATE process_card_version SET content = $1 WHERE version = 5', [JSON.stringify(VERSION_5)]);
    await db.query(
      `INSERT INTO indicator (card_version, number, text, target_text, target_percent, comparator, source, frequency, unit)
       SELECT 5, i.number, i.text, i.target_text, i.target_percent, i.comparator, i.source, 'Roczne', 'WO'
       FROM jsonb_to_recordset($1::jsonb) AS i
         (number integer, text text, target_text text, target_percent numeric, comparator text, source text)`,
      [JSON.stringify(INDICATORS_5)],
    );
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward; restore a backup instead.');
  }
}

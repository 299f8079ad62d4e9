/**
 * Facts that a text states so that another text can be asked for the same: figures with their units, amounts of money, dates, times,
 * identifiers and names, whatever way they are spelled. Pure and deterministic; English, German, Spanish and French.
 */

export type FactKind = "number" | "date" | "time" | "code" | "name" | "address";

export interface Fact {
  kind: FactKind;
  /** As it is written. */
  text: string;
  start: number;
  /** What it may mean, each in one spelling: `1.234` is a thousand to some and one to others. */
  values: readonly string[];
  /** Of a number: currency, `%`, `min` (durations), `km`, …; null: none. */
  unit: string | null;
  /** A number that stands in a list or a name of a step: no evidence is asked for it. */
  weak: boolean;
}

const CURRENCY: Record<string, string> = {
  $: "usd",
  us$: "usd",
  usd: "usd",
  dollar: "usd",
  dollars: "usd",
  dólares: "usd",
  dólar: "usd",
  "€": "eur",
  eur: "eur",
  euro: "eur",
  euros: "eur",
  "£": "gbp",
  gbp: "gbp",
  pound: "gbp",
  pounds: "gbp",
  pfund: "gbp",
  livres: "gbp",
  "¥": "jpy",
  jpy: "jpy",
  yen: "jpy",
  chf: "chf",
  franken: "chf",
  "₹": "inr",
  inr: "inr",
  rupees: "inr",
  cad: "cad",
  aud: "aud",
  mxn: "mxn",
  pesos: "mxn",
  sek: "sek",
  nok: "nok",
  dkk: "dkk",
  pln: "pln",
  zł: "pln",
};

/** Minutes in each unit of time. */
const MINUTES: Record<string, number> = {
  ...each(["minute", "minutes", "min", "mins", "minuten", "minuto", "minutos"], 1),
  ...each(
    ["hour", "hours", "hr", "hrs", "h", "stunde", "stunden", "std", "hora", "horas", "heure", "heures"],
    60,
  ),
  ...each(
    [
      "day",
      "days",
      "tag",
      "tage",
      "tagen",
      "día",
      "días",
      "dia",
      "dias",
      "jour",
      "jours",
      "werktage",
      "werktagen",
    ],
    1440,
  ),
  ...each(["week", "weeks", "woche", "wochen", "semana", "semanas", "semaine", "semaines"], 10_080),
  ...each(["month", "months", "monat", "monate", "monaten", "mes", "meses", "mois"], 43_200),
  ...each(
    ["year", "years", "jahr", "jahre", "jahren", "año", "años", "an", "ans", "année", "années"],
    525_600,
  ),
  ...each(
    ["second", "seconds", "sec", "secs", "sekunde", "sekunden", "segundo", "segundos", "seconde", "secondes"],
    1 / 60,
  ),
};

/** Words after a number that say what is counted; another word is no unit. */
const UNITS: Record<string, string> = {
  ...each(["%", "percent", "percentage", "prozent", "por", "pour", "pct"], "%"),
  ...each(["km", "kilometer", "kilometers", "kilometre", "kilometres", "kilómetros", "kilomètres"], "km"),
  ...each(["kg", "kilo", "kilos", "kilogram", "kilograms", "kilogramm"], "kg"),
  ...each(["lb", "lbs"], "lb"),
  ...each(["mile", "miles", "meilen", "millas"], "mile"),
  ...each(["gb"], "gb"),
  ...each(["mb"], "mb"),
};

function each<T>(words: readonly string[], value: T): Record<string, T> {
  return Object.fromEntries(words.map((word) => [word, value]));
}

const WORD_NUMBERS: Record<string, number> = {
  ...Object.fromEntries(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty"
      .split(" ")
      .map((word, value) => [word, value]),
  ),
  thirty: 30,
  forty: 40,
  fifty: 50,
  sixty: 60,
  seventy: 70,
  eighty: 80,
  ninety: 90,
  hundred: 100,
  zwei: 2,
  drei: 3,
  vier: 4,
  fünf: 5,
  sechs: 6,
  sieben: 7,
  acht: 8,
  neun: 9,
  zehn: 10,
  elf: 11,
  zwölf: 12,
  vierzehn: 14,
  fünfzehn: 15,
  zwanzig: 20,
  dreißig: 30,
  dreissig: 30,
  vierzig: 40,
  fünfzig: 50,
  sechzig: 60,
  neunzig: 90,
  hundert: 100,
  dos: 2,
  tres: 3,
  cuatro: 4,
  cinco: 5,
  seis: 6,
  siete: 7,
  ocho: 8,
  nueve: 9,
  diez: 10,
  once: 11,
  doce: 12,
  catorce: 14,
  quince: 15,
  veinte: 20,
  treinta: 30,
  cuarenta: 40,
  cincuenta: 50,
  sesenta: 60,
  noventa: 90,
  cien: 100,
  deux: 2,
  trois: 3,
  quatre: 4,
  cinq: 5,
  sept: 7,
  huit: 8,
  neuf: 9,
  dix: 10,
  onze: 11,
  douze: 12,
  quatorze: 14,
  quinze: 15,
  vingt: 20,
  trente: 30,
  quarante: 40,
  cinquante: 50,
  soixante: 60,
};

const MONTHS: Record<string, number> = (() => {
  const months: Record<string, number> = {};
  const lists = [
    "january february march april may june july august september october november december",
    "jan feb mar apr may jun jul aug sep oct nov dec",
    "januar februar märz april mai juni juli august september oktober november dezember",
    "jan feb mär apr mai jun jul aug sep okt nov dez",
    "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
  ];
  for (const list of lists) for (const [index, name] of list.split(" ").entries()) months[name] = index + 1;
  return { ...months, sept: 9, maerz: 3, fevrier: 2, aout: 8, decembre: 12, juil: 7, janv: 1 };
})();

const MONTH = String.raw`(?<month>${Object.keys(MONTHS)
  .toSorted((a, b) => b.length - a.length)
  .join("|")})\.?`;
const YEAR = String.raw`(?<year>(?:19|20)\d\d)`;
const DAY = String.raw`(?<day>[0-3]?\d)`;

const NOT_INSIDE = String.raw`(?<![\p{L}\p{N}_])`;
const NOT_BEFORE = String.raw`(?![\p{L}\p{N}_])`;
const dates = (source: string): RegExp => new RegExp(NOT_INSIDE + source + NOT_BEFORE, "giu");

/** Of ISO also as the beginning of a moment. */
const ISO_DATE = new RegExp(
  String.raw`(?<!\d)(?<year>(?:19|20)\d\d)[-/](?<month>[01]?\d)[-/](?<day>[0-3]?\d)(?!\d)`,
  "gu",
);
const WRITTEN_DATES: readonly RegExp[] = [
  dates(
    String.raw`${DAY}(?:st|nd|rd|th|er|\.|º)?\s+(?:of\s+|de\s+)?${MONTH}(?:,?\s+(?:de\s+|del\s+)?${YEAR})?`,
  ),
  dates(String.raw`${MONTH}\s+${DAY}(?:st|nd|rd|th)?(?:,?\s+${YEAR})?`),
  dates(String.raw`${MONTH}\s+(?:de\s+)?${YEAR}`),
];
const NUMERIC_DATE = new RegExp(
  String.raw`${NOT_INSIDE}(?<a>[0-3]?\d)(?<sign>[./-])(?<b>[0-3]?\d)\k<sign>(?<year>(?:19|20)?\d\d)${NOT_BEFORE}`,
  "gu",
);

const TIME = new RegExp(
  String.raw`(?<![\p{L}\p{N}.,:])(?<hour>[0-2]?\d)(?::(?<minute>[0-5]\d)(?::[0-5]\d(?:\.\d+)?)?\s*(?<half>[ap]\.?\s?m\b)?|\s*(?<alone>[ap]\.?m\b)|\s*h\s*(?<french>[0-5]\d)|[.]?(?<dotted>[0-5]\d)?\s*uhr)(?![\p{L}\p{N}])`,
  "giu",
);
/** Within a moment of ISO 8601. */
const ISO_TIME = /(?<=\d[T ])(?<hour>[0-2]\d):(?<minute>[0-5]\d)/gu;

const ADDRESS = /(?:https?:\/\/|www\.)[^\s<>"')\]]+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+/gu;
/** Letters and digits together, or joined by underscores: reservations, flights, users. */
const CODE =
  /(?<![\p{L}\p{N}_])#?(?=[\p{L}\p{N}_-]{0,80}\d)(?=[\p{N}_-]{0,80}\p{L})[\p{L}\p{N}]+(?:[_-][\p{L}\p{N}]+)*(?![\p{L}\p{N}_])/gu;
const UNDERSCORED = /(?<![\p{L}\p{N}_])[\p{L}\p{N}]+(?:_[\p{L}\p{N}]+)+(?![\p{L}\p{N}_])/gu;
const CAPITALS = /(?<![\p{L}\p{N}_-])\p{Lu}{3,}(?![\p{L}\p{N}_-])/gu;
/** "30-day", "5-7", "24h", "2x": numbers with a word hung to them, no names. */
const HUNG =
  /^\d+(?:[-–]\d+)?[-–]?(?:st|nd|rd|th|er|ème|e|h|hr|hrs|min|mins|x|k|m|kg|km|lb|lbs|gb|mb|day|days|hour|hours|week|weeks|month|months|year|years|night|nights|minute|minutes|person|way|stop|star|digit|tägig|tägige|tägigen|stündig|jour|jours)$/iu;
const PLAIN_CAPITALS = new Set(
  "AND ARE BUT CAN EST EDT PST PDT CST CDT MST UTC GMT CET FAQ FOR HTML HTTP IDS JSON NOT NOTE OFF PDF PIN SMS THE USD EUR GBP CHF URL VAT VIP YES YOU YOUR ALL DOB TBD AGB ZIP ETA ETD ASAP MWST IBAN CVV".split(
    " ",
  ),
);

const NUMBER = new RegExp(
  String.raw`(?<![\p{L}\p{N}_.,/-]|\d[.,])(?<before>US\$|[$€£¥₹]|\b(?:USD|EUR|GBP|CHF|JPY|CAD|AUD|INR)\s)?\s?(?<sign>[-−])?(?<digits>\d{1,3}(?:[,.'’\u00a0\u202f ]\d{3})+(?:[.,]\d{1,2})?|\d+(?:[.,]\d+)?)(?<scale>\s?(?:k|thousand|tausend|mil|mille|million|millionen|millones|millions|m|mn|bn|billion)\b)?(?:\s?(?<after>[%$€£¥₹]|zł)|[-\s]?(?:(?:business|working|calendar|full|free|additional|consecutive)\s)?(?<word>\p{L}+)(?:\s(?<next>ciento|cent))?)?`,
  "giu",
);
const RANGE = /(?<![\p{L}\p{N}_.,/-])(\d{1,3}(?:[.,]\d+)?)\s?(?:-|–|—|to|bis|a|à|hasta)\s?(?=\d)/giu;

const SCALES: Record<string, number> = {
  k: 1e3,
  thousand: 1e3,
  tausend: 1e3,
  mil: 1e3,
  mille: 1e3,
  m: 1e6,
  mn: 1e6,
  million: 1e6,
  millionen: 1e6,
  millones: 1e6,
  millions: 1e6,
  bn: 1e9,
  billion: 1e9,
};

/** Facts of a text, in its order. Of two readings of one place the more particular one counts. */
export function factsOf(text: string): Fact[] {
  const facts: Fact[] = [];
  const taken = new Uint8Array(text.length);
  const take = (fact: Omit<Fact, "weak" | "unit"> & Partial<Pick<Fact, "weak" | "unit">>): void => {
    for (let at = fact.start; at < fact.start + fact.text.length; at++) if (taken[at]) return;
    taken.fill(1, fact.start, fact.start + fact.text.length);
    if (fact.values.length > 0) facts.push({ unit: null, weak: false, ...fact });
  };
  for (const match of text.matchAll(ADDRESS))
    take({
      kind: "address",
      text: match[0].replace(/[.,;:!?]+$/, ""),
      start: match.index,
      values: [match[0].replace(/[.,;:!?]+$/, "").toLowerCase()],
    });
  takeDates(text, take);
  takeTimes(text, take);
  for (const pattern of [UNDERSCORED, CODE])
    for (const match of text.matchAll(pattern))
      if (!HUNG.test(match[0]))
        take({
          kind: "code",
          text: match[0],
          start: match.index,
          values: [match[0].replace(/^#/, "").toLowerCase()],
        });
  takeNumbers(text, take);
  for (const match of text.matchAll(CAPITALS))
    if (!PLAIN_CAPITALS.has(match[0]))
      take({
        kind: "code",
        text: match[0],
        start: match.index,
        values: [match[0].toLowerCase()],
        weak: isShouted(text),
      });
  takeNames(text, take);
  return facts.toSorted((a, b) => a.start - b.start);
}

type Take = (fact: Omit<Fact, "weak" | "unit"> & Partial<Pick<Fact, "weak" | "unit">>) => void;

/** A line in capitals names nothing by them. */
const isShouted = (text: string): boolean => {
  const letters = text.replace(/[^\p{L}]/gu, "");
  return letters.replace(/\p{Lu}/gu, "").length < letters.length / 2;
};

const dateValue = (year: number | null, month: number, day: number | null): string =>
  `${year ?? "*"}-${month}-${day ?? "*"}`;

function takeDates(text: string, take: Take): void {
  for (const match of text.matchAll(ISO_DATE)) {
    const { year, month, day } = match.groups as Record<string, string>;
    if (Number(month) >= 1 && Number(month) <= 12 && Number(day) >= 1 && Number(day) <= 31)
      take({
        kind: "date",
        text: match[0],
        start: match.index,
        values: [dateValue(Number(year), Number(month), Number(day))],
      });
  }
  for (const match of text.matchAll(NUMERIC_DATE)) {
    const { a, b, year } = match.groups as Record<string, string>;
    const full = Number(year) < 100 ? 2000 + Number(year) : Number(year);
    const values = [
      ...(isDay(b, a) ? [dateValue(full, Number(a), Number(b))] : []),
      ...(isDay(a, b) ? [dateValue(full, Number(b), Number(a))] : []),
    ];
    if (values.length > 0)
      take({ kind: "date", text: match[0], start: match.index, values: [...new Set(values)] });
  }
  for (const pattern of WRITTEN_DATES)
    for (const match of text.matchAll(pattern)) {
      const { year, month, day } = match.groups as Record<string, string | undefined>;
      if (day !== undefined && (Number(day) < 1 || Number(day) > 31)) continue;
      // "may 2 people come": a small word is a month only where it is written as one.
      if (
        /^(?:may|march|mar|sept?|an)$/i.test(month ?? "") &&
        /^\p{Ll}/u.test(match[0].replace(/^[\d\s.]+(?:st|nd|rd|th)?\s*(?:of\s+)?/i, ""))
      )
        continue;
      const monthNumber = MONTHS[(month ?? "").toLowerCase()];
      if (monthNumber !== undefined)
        take({
          kind: "date",
          text: match[0],
          start: match.index,
          values: [
            dateValue(
              year === undefined ? null : Number(year),
              monthNumber,
              day === undefined ? null : Number(day),
            ),
          ],
        });
    }
}

const isDay = (day: string | undefined, month: string | undefined): boolean =>
  Number(day) >= 1 && Number(day) <= 31 && Number(month) >= 1 && Number(month) <= 12;

function takeTimes(text: string, take: Take): void {
  for (const pattern of [ISO_TIME, TIME])
    for (const match of text.matchAll(pattern)) {
      const {
        hour = "",
        minute,
        half,
        alone,
        french,
        dotted,
      } = match.groups as Record<string, string | undefined>;
      const minutes = Number(hour) * 60 + Number(minute ?? french ?? dotted ?? 0);
      if (minutes >= 1440) continue;
      const letter = (half ?? alone)?.toLowerCase()[0];
      const twelve = minutes % 720;
      const values =
        letter === "p"
          ? [twelve + 720]
          : letter === "a"
            ? [twelve]
            : hour.length === 1 && minute !== undefined
              ? [minutes, minutes + 720]
              : [minutes];
      take({ kind: "time", text: match[0], start: match.index, values: values.map(String) });
    }
}

/** Each reading of a number as it is written, as a decimal without needless digits. */
export function readingsOf(digits: string): number[] {
  const plain = digits.replace(/['’\u00a0\u202f ]/g, "");
  const readings = new Set<number>();
  const commas = plain.split(",").length - 1;
  const points = plain.split(".").length - 1;
  if (commas === 0 && points === 0) readings.add(Number(plain));
  else if (commas > 0 && points > 0) {
    const decimal = plain.lastIndexOf(",") > plain.lastIndexOf(".") ? "," : ".";
    readings.add(Number(plain.replaceAll(decimal === "," ? "." : ",", "").replace(decimal, ".")));
  } else {
    const sign = commas > 0 ? "," : ".";
    const grouped = /^\d{1,3}(?:[.,]\d{3})+$/.test(plain);
    if (grouped) readings.add(Number(plain.replaceAll(sign, "")));
    if (plain.split(sign).length === 2 && (!grouped || sign === "."))
      readings.add(Number(plain.replace(sign, ".")));
  }
  return [...readings].filter(Number.isFinite);
}

const numberValue = (value: number): string => String(Math.round(value * 1e6) / 1e6);

function takeNumbers(text: string, take: Take): void {
  // "5-7 business days": both ends are of the same unit.
  const ranges = new Set([...text.matchAll(RANGE)].map((match) => match.index));
  for (const match of text.matchAll(NUMBER)) {
    const groups = match.groups as Record<string, string | undefined>;
    const digits = groups.digits ?? "";
    const lead = match[0].length - match[0].trimStart().length;
    const start = match.index + lead;
    const scale = SCALES[groups.scale?.trim().toLowerCase() ?? ""] ?? 1;
    const { unit, minutes, words } = unitOf(groups, text, match.index + match[0].length);
    const core = text.slice(start, match.index + lengthOf(match[0], groups, words));
    const values = readingsOf(digits).map((value) => numberValue(value * scale * (minutes ?? 1)));
    const listMarker =
      /(?:^|\n)[\s*_#>-]*$/.test(text.slice(0, start)) && /^\s*[.)]\s/.test(text.slice(start + core.length));
    take({
      kind: "number",
      text: core.trimEnd(),
      start,
      values,
      unit: ranges.has(start) && unit === null ? unitAfterRange(text, start) : unit,
      weak: listMarker,
    });
  }
  for (const match of text.matchAll(/(?<![\p{L}\p{N}_-])\p{L}+(?![\p{L}\p{N}_])/gu)) {
    const value = WORD_NUMBERS[match[0].toLowerCase()];
    if (value === undefined) continue;
    const after = /^[-\s](?:(?:business|working|calendar|full)\s)?([\p{L}%]+)/u.exec(
      text.slice(match.index + match[0].length),
    );
    const word = after?.[1]?.toLowerCase() ?? "";
    const minutes = MINUTES[word];
    const unit =
      minutes === undefined
        ? (CURRENCY[word] ?? (word === "percent" || word === "prozent" ? "%" : null))
        : "min";
    // A small number in words counts something in passing; with a unit it is a figure.
    take({
      kind: "number",
      text: unit === null ? match[0] : match[0] + (after?.[0] ?? ""),
      start: match.index,
      values: [numberValue(value * (minutes ?? 1))],
      unit,
      weak: unit === null && value <= 12,
    });
  }
}

function unitAfterRange(text: string, start: number): string | null {
  const after =
    /^\d[\d.,]*\s?(?:-|–|—|to|bis|a|à|hasta)\s?\d[\d.,]*\s?(?:(?:business|working|calendar)\s)?([%€$£]|\p{L}+)/iu.exec(
      text.slice(start),
    );
  const word = after?.[1]?.toLowerCase() ?? "";
  return MINUTES[word] === undefined ? (CURRENCY[word] ?? UNITS[word] ?? null) : `range:${word}`;
}

interface UnitFound {
  unit: string | null;
  minutes: number | null;
  /** Whether the word after the number belongs to it. */
  words: boolean;
}

function unitOf(groups: Record<string, string | undefined>, _text: string, _end: number): UnitFound {
  const before = groups.before?.trim().toLowerCase();
  if (before) return { unit: CURRENCY[before] ?? null, minutes: null, words: false };
  const sign = groups.after?.toLowerCase();
  if (sign) return { unit: sign === "%" ? "%" : (CURRENCY[sign] ?? null), minutes: null, words: true };
  const word = groups.word?.toLowerCase() ?? "";
  if ((word === "por" || word === "pour") && groups.next === undefined)
    return { unit: null, minutes: null, words: false };
  const minutes = MINUTES[word];
  if (minutes !== undefined) return { unit: "min", minutes, words: true };
  const unit = CURRENCY[word] ?? UNITS[word] ?? null;
  return { unit, minutes: null, words: unit !== null };
}

/** How much of what was matched is the number: a word that is no unit is the sentence's. */
function lengthOf(whole: string, groups: Record<string, string | undefined>, words: boolean): number {
  if (words) return whole.length;
  const digits = groups.digits ?? "";
  return whole.indexOf(digits) + digits.length + (groups.scale?.length ?? 0);
}

/** Words with a capital that name nothing: what sentences, labels, products and calendars are made of. */
const NO_NAMES = new Set(
  `a an and the i i'm i've i'll your our my his her its their this that these those it he she we they you if in on at to for from of by with as is
  are was were be been will would can could may might must shall should do does did has have had not no yes please thank thanks sorry unfortunately however
  also additionally furthermore therefore since because once when where while what which who how why let here there now then after before each every both all any some
  monday tuesday wednesday thursday friday saturday sunday montag dienstag mittwoch donnerstag freitag samstag sonntag lunes martes miércoles jueves viernes sábado
  domingo lundi mardi mercredi jeudi vendredi samedi dimanche today tomorrow yesterday january february march april may june july august september october november
  december mr mrs ms dr sir madam herr frau señor señora monsieur madame hello hi dear hallo hola bonjour regards sincerely ok okay sie ihr ihre ihnen ihrem ihren
  ihrer ihres usted ustedes der die das den dem des ein eine einen einem einer eines kein keine keinen mein meine meinen unser unsere unseren unserem unserer
  dieser diese dieses diesen diesem jeder jede jedes falls wenn sobald nach vor bei mit für auf an am im in zum zur vom von bis ab um und oder aber bitte danke leider
  soll sollen wird werden wurde wurden ist sind hat haben kann können möchten möchte was wer wie wo wann warum auch nur noch schon hier dort heute morgen gestern
  el la los las lo un una unos unas al del su sus tu tus mi mis nuestro nuestra este esta estos estas ese esa y o pero si no sí hola gracias cuando donde qué quién
  cómo por para con sin según hoy mañana ayer ya he ha hemos puede puedo quiere tiene le les se me nos
  les des du aux ce cet cette ces son sa ses votre vos notre nos mon ma mes et ou mais donc car ne pas oui non merci quand où comment pourquoi avec sans pour dans
  sur sous chez selon si vous nous il elle ils elles je j l d qu n c s aujourd'hui demain hier voulez pouvez peut puis rien avez avons step option note total subtotal id ids am pm est utc ai faq english german spanish french deutsch español français`.split(
    /\s+/,
  ),
);

const NAME_WORD = String.raw`\p{Lu}[\p{Ll}’']+(?:-\p{Lu}\p{Ll}+)*|\p{Lu}\p{Ll}*\p{Lu}\p{Ll}+|\p{Lu}\.`;
const NAMES = new RegExp(
  String.raw`(?<![\p{L}\p{N}_.@/-])(?:${NAME_WORD})(?:\s(?:(?:de|del|la|van|von|der|den|di|da|du|le|al|bin)\s)?(?:${NAME_WORD}))*(?![\p{L}\p{N}_@])`,
  "gu",
);

/** Two words with capitals, or one within a sentence. German nouns all have one: there only two count. */
function takeNames(text: string, take: Take): void {
  const german =
    /(?<![\p{L}])(?:der|die|das|ein|eine|einen|einem|und|nicht|ich|wurde|ist|sind|für|mit|auf|ihre|ihnen|sie|wir|hat|haben|habe|innerhalb|kommt|bitte|keine|zum|zur)(?![\p{L}])/iu.test(
      text,
    );
  for (const match of text.matchAll(NAMES)) {
    const before = text.slice(0, match.index);
    const after = text.slice(match.index + match[0].length);
    // A label is followed by its colon, a heading stands alone.
    if (/^\s?[*_]*:/.test(after) || (/^[\s*_#>-]*$/.test(before) && /^[\s*_]*$/.test(after))) continue;
    let words = match[0].split(/\s/);
    let start = match.index;
    while (words[0] !== undefined && isNoName(words[0])) {
      start += words[0].length + 1;
      words = words.slice(1);
    }
    while (words.length > 0 && isNoName(words.at(-1) as string)) words = words.slice(0, -1);
    // The first word of a sentence has its capital from there.
    const opens = start === match.index && /(?:^|[.!?:…\n]["“(*_]*)\s*[-*#>\d.)\s"“(¿¡_]*$/u.test(before);
    if (opens && words.length === 1) continue;
    if (words.length === 0 || (words.length === 1 && german)) continue;
    const name = words.join(" ");
    if (name.length < 3) continue;
    // A heading, or the label of a list's item, has capitals for looks.
    const isHeading =
      opens &&
      (/^\s*#/.test(text) ||
        /^[\s\d.)*-]*\*\*[\s*]*$/.test(before) ||
        (/^[\s\d.)*#>-]*$/.test(before) && /:[\s*_]*$/.test(text)));
    take({ kind: "name", text: name, start, values: [fold(name)], weak: isHeading });
  }
}

const isNoName = (word: string): boolean =>
  NO_NAMES.has(word.toLowerCase().replace(/['’]s?$/, "")) || /^\p{Lu}\.$/u.test(word);

/** Without accents and case. */
export const fold = (text: string): string =>
  text.normalize("NFKD").replace(/\p{M}/gu, "").replaceAll("ß", "ss").toLowerCase();

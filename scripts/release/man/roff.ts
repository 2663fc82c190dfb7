/*
 * Text as roff, the language of man pages (groff_man(7), mandoc man(7))
 *
 * A line that starts with `.` or `'` is a request, `\` starts an escape, and a bare `-` is a hyphen
 * that cannot be searched for or pasted. Everything that comes from a spec passes through here.
 */

const ESCAPES: Readonly<Record<string, string>> = {
  '\\': '\\e',
  '-': '\\-',
  "'": '\\(aq',
  '`': '\\(ga',
  '^': '\\(ha',
  '~': '\\(ti',
  '"': '\\(dq',
}

/** Words that may be broken after a separator, because they are wider than a line. */
const WIDE_WORD = /\S{45,}/g

/** Text that roff prints as it is, on one line. Control characters become spaces. */
export function escaped(text: string): string {
  const roff = escapedText(text)
  return roff.replace(WIDE_WORD, (word) => word.replace(/[/:](?=[\w\\])/g, '$&\\:'))
}

function escapedText(text: string): string {
  return Array.from(text.replace(/\p{Cc}+/gu, ' '), escapedCharacter)
    .join('')
    .replace(/^\./, '\\&.')
}

function escapedCharacter(character: string): string {
  const code = character.codePointAt(0) ?? 0
  if (code < 0x80) return ESCAPES[character] ?? character
  return `\\[u${code.toString(16).toUpperCase().padStart(4, '0')}]`
}

/** Text in bold, escaped. */
export function bold(text: string): string {
  return `\\fB${escaped(text)}\\fR`
}

/** Text in italics, escaped. */
export function italic(text: string): string {
  return `\\fI${escaped(text)}\\fR`
}

/** An argument of a macro. {@link escaped} leaves no quote that could end it. */
function argument(text: string): string {
  return `"${escaped(text)}"`
}

/** @param day ISO 8601, the day of the release */
export function title(page: {
  name: string
  section: number
  day: string
  version: string
}): string {
  const words = [argument(page.name.toUpperCase()), page.section, `"${page.day}"`]
  const heading = ['.TH', ...words, argument(`rolecall ${page.version}`), argument('rolecall')]
  // Nothing is hyphenated or stretched: a name that is copied from the page is whole.
  return `${heading.join(' ')}\n.nh\n.ad l`
}

export function section(name: string): string {
  return `.SH ${argument(name.toUpperCase())}`
}

export function subsection(name: string): string {
  return `.SS ${argument(`${name.charAt(0).toUpperCase()}${name.slice(1)}`)}`
}

/** @param body roff, of one or more lines that are filled */
export function paragraph(body: string): string {
  return `.PP\n${body}`
}

/**
 * @param tag roff of the term
 * @param bodies roff of the paragraphs that explain it
 */
export function entry(tag: string, ...bodies: string[]): string {
  const [first = '', ...more] = bodies.filter(Boolean)
  return [`.TP\n${tag}\n${first || '\\&'}`, ...more.map((body) => `.IP\n${body}`)].join('\n')
}

/** Lines that are neither filled nor hyphenated, indented. */
export function literal(lines: readonly string[]): string {
  const escapedLines = lines.map((line) => escaped(line) || '\\&')
  return ['.PP', '.RS 4', '.nf', ...escapedLines, '.fi', '.RE'].join('\n')
}

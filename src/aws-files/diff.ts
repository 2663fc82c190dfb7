import { diffArrays } from 'diff'

const CONTEXT_LINES = 2

/**
 * A unified diff (POSIX.1-2017, diff -u), which patch(1) accepts.
 * @param path of the file, for the header
 * @param show what is printed of a line, without its line break; by default all of it
 * @returns '' if the texts are equal
 */
export function unifiedDiff(
  before: string,
  after: string,
  path: string,
  show: (line: string) => string = (line) => line,
): string {
  const lines = compare(before, after)
  const shown = lines.map((_, at) =>
    lines
      .slice(Math.max(0, at - CONTEXT_LINES), at + CONTEXT_LINES + 1)
      .some(({ sign }) => sign !== ' '),
  )
  const hunks: string[] = []
  for (let at = shown.indexOf(true); at !== -1;) {
    const stop = shown.indexOf(false, at)
    const end = stop === -1 ? lines.length : stop
    hunks.push(hunkOf(lines.slice(at, end), show))
    at = shown.indexOf(true, end)
  }
  return hunks.length === 0 ? '' : `--- ${path}\n+++ ${path}\n${hunks.join('')}`
}

interface DiffLine {
  sign: ' ' | '-' | '+'
  /** With its line break: a last line without one differs from the same line with one. */
  text: string
  /** One-based line numbers in the old and the new text. */
  at: readonly [number, number]
}

/**
 * Compares section by section if both texts have the same number of sections. The library takes
 * quadratic time in the number of changes, which would be minutes for thousands of adopted
 * profiles.
 */
function compare(before: string, after: string): DiffLine[] {
  const [old, fresh] = [sectionsOf(before), sectionsOf(after)]
  const pairs =
    old.length === fresh.length
      ? old.map((section, index) => [section, fresh[index] ?? ''] as const)
      : [[before, after] as const]
  const lines: DiffLine[] = []
  let [oldLine, newLine] = [1, 1]
  for (const [left, right] of pairs) {
    for (const { added, removed, value } of diffArrays(linesOf(left), linesOf(right))) {
      const sign = added ? '+' : removed ? '-' : ' '
      for (const text of value) {
        lines.push({ sign, text, at: [oldLine, newLine] })
        if (!added) oldLine += 1
        if (!removed) newLine += 1
      }
    }
  }
  return lines
}

function sectionsOf(text: string): string[] {
  return text.split(/^(?=[ \t]*\[)/m)
}

function linesOf(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? []
}

function hunkOf(lines: readonly DiffLine[], show: (line: string) => string): string {
  const count = (sign: string): number => lines.filter((line) => line.sign !== sign).length
  const [old, fresh] = lines[0]?.at ?? [1, 1]
  const range = (start: number, length: number): string => `${length ? start : start - 1},${length}`
  const head = `@@ -${range(old, count('+'))} +${range(fresh, count('-'))} @@\n`
  const body = lines.map(({ sign, text }) => {
    const [line, lineBreak] = [text.replace(/\r?\n$/, ''), /\r?\n$/.exec(text)?.[0]]
    return sign + show(line) + (lineBreak ?? '\n\\ No newline at end of file\n')
  })
  return head + body.join('')
}

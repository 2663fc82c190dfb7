/** A unified diff (POSIX.1-2017, diff -u), which patch(1) takes; '' where nothing differs. @param path stands in its head */
export function unifiedDiff(before: string, after: string, path: string): string {
  const lines = compare(linesOf(before), linesOf(after))
  const shown = lines.map((_, at) =>
    lines.slice(Math.max(0, at - CONTEXT), at + CONTEXT + 1).some(({ sign }) => sign !== ' '),
  )
  const hunks: string[] = []
  for (let at = shown.indexOf(true); at !== -1;) {
    const stop = shown.indexOf(false, at)
    const end = stop === -1 ? lines.length : stop
    hunks.push(hunkOf(lines.slice(at, end)))
    at = shown.indexOf(true, end)
  }
  return hunks.length === 0 ? '' : `--- ${path}\n+++ ${path}\n${hunks.join('')}`
}

const CONTEXT = 2

interface Line {
  sign: ' ' | '-' | '+'
  text: string
  /** One-based, in the old and the new text. */
  at: readonly [number, number]
}

/** With line breaks: a last line without one differs from the same one with it. */
function linesOf(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? []
}

/** Edits are small and far apart: from each difference on, the nearest place where both go on alike is taken. */
function compare(old: readonly string[], fresh: readonly string[]): Line[] {
  const lines: Line[] = []
  let [i, j] = [0, 0]
  while (i < old.length || j < fresh.length) {
    const [removed, added] = old[i] === fresh[j] ? [0, 0] : distance(old, fresh, i, j)
    const put = (sign: Line['sign'], text = ''): void => {
      lines.push({ sign, text, at: [i + 1, j + 1] })
    }
    for (let n = 0; n < removed; n += 1, i += 1) put('-', old[i])
    for (let n = 0; n < added; n += 1, j += 1) put('+', fresh[j])
    if (removed + added === 0) {
      put(' ', old[i])
      i += 1
      j += 1
    }
  }
  return lines
}

/** How many lines went and came before a line that says something, or two in a row, are alike again. */
function distance(
  old: readonly string[],
  fresh: readonly string[],
  i: number,
  j: number,
): [number, number] {
  const most = old.length - i + (fresh.length - j)
  for (let sum = 1; sum < most; sum += 1) {
    for (let removed = Math.min(sum, old.length - i); removed >= 0; removed -= 1) {
      const [a, b] = [i + removed, j + sum - removed]
      if (b > fresh.length || old[a] !== fresh[b]) continue
      if (old[a]?.trim() !== '' || old[a + 1] === fresh[b + 1]) return [removed, sum - removed]
    }
  }
  return [old.length - i, fresh.length - j]
}

function hunkOf(lines: readonly Line[]): string {
  const count = (sign: string): number => lines.filter((line) => line.sign !== sign).length
  const [old, fresh] = lines[0]?.at ?? [1, 1]
  const range = (start: number, length: number): string => `${length ? start : start - 1},${length}`
  const head = `@@ -${range(old, count('+'))} +${range(fresh, count('-'))} @@\n`
  const body = lines.map(({ sign, text }) =>
    text.endsWith('\n') ? sign + text : `${sign}${text}\n\\ No newline at end of file\n`,
  )
  return head + body.join('')
}

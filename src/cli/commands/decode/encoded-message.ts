/** The alphabet of an encoded message; all of AWS's messages are longer than 40 characters. */
const MESSAGE = /^[\w+/=-]{40,}$/

/**
 * Finds the encoded authorization failure message in a pasted error text. A terminal may have
 * wrapped it, or a tool may have drawn a frame around it.
 * @returns undefined if there is none
 */
export function findEncodedMessage(text: string): string | undefined {
  const plain = text.replace(/^[ \t]*[│|╷╵][ \t]?/gm, '')
  const [, after] = /encoded authorization (?:failure )?message:?\s*(\S[\s\S]*)/i.exec(plain) ?? []
  const found = after === undefined ? undefined : leading(after)
  if (found) return found
  const joined = plain.replace(/\s+/g, '')
  if (MESSAGE.test(joined)) return joined
  return plain
    .split(/[^\w+/=-]+/)
    .filter((word) => MESSAGE.test(word))
    .sort((a, b) => b.length - a.length)[0]
}

/** The first word, and the lines below it that only continue it. */
function leading(text: string): string | undefined {
  const [first = '', ...lines] = text.split(/\r?\n/)
  const [, start = '', rest = ''] = /^([\w+/=-]*)(.*)$/.exec(first) ?? []
  let message = start
  if (rest.trim() === '') {
    for (const line of lines) {
      if (!/^[\w+/=-]+$/.test(line.trim())) break
      message += line.trim()
    }
  }
  return MESSAGE.test(message) ? message : undefined
}

/** Letters that a message is written in; all of AWS's are longer than this. */
const MESSAGE = /^[\w+/=-]{40,}$/

/**
 * The encoded authorization failure message in a pasted error text, also where a terminal has broken it into lines or a tool has
 * drawn a frame beside it.
 * @returns undefined where there is none
 */
export function findEncodedMessage(text: string): string | undefined {
  const plain = text.replace(/^[ \t]*[│|╷╵][ \t]?/gm, '')
  const [, behind] = /encoded authorization (?:failure )?message:?\s*(\S[\s\S]*)/i.exec(plain) ?? []
  const found = behind === undefined ? undefined : leading(behind)
  if (found) return found
  const whole = plain.replace(/\s+/g, '')
  if (MESSAGE.test(whole)) return whole
  return plain
    .split(/[^\w+/=-]+/)
    .filter((word) => MESSAGE.test(word))
    .sort((a, b) => b.length - a.length)[0]
}

/** The first word, and the lines below it that hold nothing but more of it. */
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

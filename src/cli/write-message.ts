import { printable } from '../core/printable.js'
import type { Streams } from '../system/host.js'
import type { Styler } from './ui/style.js'
import { lineWidth, wrap } from './ui/wrap.js'

/** What is needed of the stream that a message goes to. */
export type MessageStream = Pick<Streams['stderr'], 'isTTY' | 'columns'> & {
  write: (text: string) => unknown
}

/**
 * Writes a message for the user. On a terminal it is wrapped; elsewhere it stays one line, so that
 * programs can match it.
 * @param labelStyle style of the label
 */
export function writeMessage(
  stderr: MessageStream,
  label: string,
  message: string,
  labelStyle: Styler = (text) => text,
): void {
  const text = wrap(`${label}: ${printable(message)}`, lineWidth(stderr))
  stderr.write(`${labelStyle(`${label}:`)}${text.slice(label.length + 1)}\n`)
}

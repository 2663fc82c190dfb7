import { host } from './host.js'
import { unsure } from './unsure.js'

/** Node's `tty`. A prompt is the program's. */
export const isatty = (file: number): boolean => host.isTTY[file as 0] ?? false

export function ReadStream(): never {
  return unsure('a prompt is needed')
}

import type { Env } from '../../core/env.js'
import type { Streams } from '../../system/host.js'
import { beforeInterrupt } from '../../system/process/interrupt.js'
import { monotonicMs } from '../../system/time.js'
import { styleFor } from './style.js'

/** Shorter calls show no spinner. */
const DELAY_MS = 200
const FRAME_MS = 80
const FRAMES = [...'⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏']

/** EL of ECMA-48, 8.3.41: erases the line from the cursor on. */
const ERASE = '\r\u001B[K'

/** Shows a spinner on a terminal while the work takes its time, then erases it. */
export async function withSpinner<T>(
  work: Promise<T>,
  label: string,
  { stderr, env }: { stderr: Streams['stderr']; env: Env },
): Promise<T> {
  if (!stderr.isTTY || env['TERM'] === 'dumb') return work
  const style = styleFor(stderr)
  const started = monotonicMs()
  let shown = false
  const timer = setInterval(() => {
    const time = monotonicMs() - started
    if (time < DELAY_MS) return
    const frame = FRAMES[Math.floor(time / FRAME_MS) % FRAMES.length] ?? ''
    stderr.write(`\r${style.cyan(frame)} ${style.dim(label)}`)
    shown = true
  }, FRAME_MS)
  const erase = (): void => {
    clearInterval(timer)
    if (shown) stderr.write(ERASE)
  }
  const stopListening = beforeInterrupt(erase)
  try {
    return await work
  } finally {
    stopListening()
    erase()
  }
}

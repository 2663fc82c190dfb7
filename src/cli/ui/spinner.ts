import type { Env } from '../../core/env.js'
import type { Streams } from '../../system/host.js'
import { beforeInterrupt } from '../../system/process/interrupt.js'
import { styleFor } from './style.js'

/** Milliseconds: whatever ends sooner needs no sign of life. */
const [DELAY, FRAME] = [200, 80]
const FRAMES = [...'⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏']

/** ECMA-48, 8.3.41: erases the line from the cursor on. */
const ERASE = '\r\u001B[K'

/** Shows on a terminal that work goes on, if it takes long, and leaves nothing behind. Elsewhere it only waits. */
export async function withSpinner<T>(
  work: Promise<T>,
  label: string,
  { stderr, env }: { stderr: Streams['stderr']; env: Env },
): Promise<T> {
  if (!stderr.isTTY || env['TERM'] === 'dumb') return work
  const style = styleFor(stderr)
  const started = performance.now()
  let shown = false
  const timer = setInterval(() => {
    const time = performance.now() - started
    if (time < DELAY) return
    const frame = FRAMES[Math.floor(time / FRAME) % FRAMES.length] ?? ''
    stderr.write(`\r${style.cyan(frame)} ${style.dim(label)}`)
    shown = true
  }, FRAME)
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

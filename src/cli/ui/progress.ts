import type { Env } from '../../core/env.js'
import type { Streams } from '../../system/host.js'
import { beforeInterrupt } from '../../system/process/interrupt.js'
import { monotonicMs } from '../../system/time.js'
import { drawBar } from './bar.js'
import { styleFor } from './style.js'

/** Shorter work shows no bar. */
const DELAY_MS = 200
/** Between two drawings. */
const FRAME_MS = 50

/** EL of ECMA-48, 8.3.41: erases the line from the cursor on. */
const ERASE = '\r\u001B[K'

/** Draws how far the work has come. @param label such as `34 of 100 accounts` */
export type ShowProgress = (share: number, label: string) => void

/** Shows a bar on a terminal while the work takes its time, then erases it. */
export async function withProgress<T>(
  work: (show: ShowProgress) => Promise<T>,
  { stderr, env }: { stderr: Streams['stderr']; env: Env },
): Promise<T> {
  if (!stderr.isTTY || env['TERM'] === 'dumb') return work(() => undefined)
  const style = styleFor(stderr)
  const startedMs = monotonicMs()
  let [shownMs, isShown] = [0, false]
  const erase = (): void => {
    if (isShown) stderr.write(ERASE)
    isShown = false
  }
  const stopListening = beforeInterrupt(erase)
  try {
    return await work((share, label) => {
      const nowMs = monotonicMs()
      if (nowMs - startedMs < DELAY_MS || (share < 1 && nowMs - shownMs < FRAME_MS)) return
      const [full = '', rest = ''] = [
        drawBar(share).replace(/─+/, ''),
        drawBar(share).replace(/━+/, ''),
      ]
      stderr.write(`${ERASE}${style.cyan(full)}${style.dim(`${rest} ${label}`)}`)
      ;[shownMs, isShown] = [nowMs, true]
    })
  } finally {
    stopListening()
    erase()
  }
}

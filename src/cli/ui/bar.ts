import type { Styler, Style } from './style.js'

const CELLS = 16

/** What is left of a time, as a bar of constant width. @param share from 0 to 1 */
export function drawBar(share: number): string {
  const full = Math.round(Math.min(1, Math.max(0, share)) * CELLS)
  return '━'.repeat(full) + '─'.repeat(CELLS - full)
}

/** Colours for {@link drawBar}. */
export function barLook(share: number, style: Style): Styler {
  const look = lookOf(share, style)
  return (bar) => bar.replace(/━+/, look).replace(/─+/, style.dim)
}

/** Green while there is plenty, yellow below a third, red for the last tenth. */
export function lookOf(share: number, style: Style): Styler {
  if (share < 0.1) return style.red
  return share < 1 / 3 ? style.yellow : style.green
}

import type { Styler, Style } from './style.js'

const BAR_CELLS = 16

/** A bar of constant width for the remaining time. @param share from 0 to 1 */
export function drawBar(share: number): string {
  const full = Math.round(Math.min(1, Math.max(0, share)) * BAR_CELLS)
  return '━'.repeat(full) + '─'.repeat(BAR_CELLS - full)
}

/** Colours the filled part of {@link drawBar} by the remaining time; the rest is dim. */
export function barStyle(share: number, style: Style): Styler {
  const filled = timeStyle(share, style)
  return (bar) => bar.replace(/━+/, filled).replace(/─+/, style.dim)
}

/** Green, then yellow for the last third, red for the last tenth. */
export function timeStyle(share: number, style: Style): Styler {
  if (share < 0.1) return style.red
  return share < 1 / 3 ? style.yellow : style.green
}

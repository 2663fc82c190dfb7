import type { Host } from '../../system/host.js'
import { drawQrCode } from './qr-code.js'

/** Shows a QR code below the messages, if they go to a terminal that is large enough. */
export function showQrCode(text: string, { streams: { stderr } }: Pick<Host, 'streams'>): void {
  if (!stderr.isTTY) return
  const lines = drawQrCode(text, { columns: stderr.columns, rows: stderr.rows })
  if (lines) stderr.write(`${lines.join('\n')}\n`)
}

import type { CommandContext } from '../../context.js'
import { drawQrCode, roomForQrCode } from '../../ui/qr-code.js'

/** The most that a QR code holds at its lowest level of correction (ISO/IEC 18004, table 7). */
const MAX_BYTES = 2953

/** Shows a URL that has been printed as a QR code too, on stderr, or says why it cannot. */
export function showUrlAsQr(
  url: string,
  { host: { streams }, notify }: Pick<CommandContext, 'host' | 'notify'>,
): void {
  const { stderr } = streams
  if (!stderr.isTTY) return notify('there is no terminal for the QR code')
  if (url.length > MAX_BYTES) return notify('the URL is too long for a QR code')
  const lines = drawQrCode(url, { columns: stderr.columns, rows: stderr.rows })
  if (lines) return void stderr.write(`${lines.join('\n')}\n`)
  const { columns, rows } = roomForQrCode(url)
  notify(`the window is too small for the QR code: it needs ${columns} columns and ${rows} lines`)
}

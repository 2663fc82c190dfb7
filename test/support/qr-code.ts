import jsqr from 'jsqr'
import xterm from '@xterm/headless'

/** Pixels of a module: the decoder needs more than one. */
const SCALE = 4

/**
 * Reads the QR code that a terminal shows, as a camera would: from the colours of its cells.
 * @param transcript everything that was written to the terminal so far
 * @returns its text; undefined if no code is seen
 */
export async function qrCodeOn(
  transcript: string,
  { columns = 100, rows = 30 } = {},
): Promise<string | undefined> {
  const terminal = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true })
  await new Promise<void>((resolve) => terminal.write(transcript, resolve))
  const { active } = terminal.buffer
  const [width, height] = [columns * SCALE, rows * 2 * SCALE]
  const pixels = new Uint8ClampedArray(width * height * 4)
  for (let row = 0; row < rows; row++) {
    const line = active.getLine(active.viewportY + row)
    for (let column = 0; column < columns; column++) {
      const cell = line?.getCell(column)
      const ink = brightness(cell?.isFgPalette() ? cell.getFgColor() : undefined, 231)
      const paper = brightness(cell?.isBgPalette() ? cell.getBgColor() : undefined, 16)
      const text = cell?.getChars() ?? ' '
      const upper = text === '█' || text === '▀' ? ink : paper
      const lower = text === '█' || text === '▄' ? ink : paper
      fill(pixels, width, column, row * 2, upper)
      fill(pixels, width, column, row * 2 + 1, lower)
    }
  }
  terminal.dispose()
  // Its types are those of an ES module, which it is not.
  const decode = jsqr as unknown as typeof jsqr.default
  return decode(pixels, width, height)?.data
}

/** Of the two colours that matter; a dark theme supplies the others. */
function brightness(colour: number | undefined, otherwise: number): number {
  return (colour ?? otherwise) === 231 ? 255 : 0
}

function fill(
  pixels: Uint8ClampedArray,
  width: number,
  column: number,
  row: number,
  value: number,
): void {
  for (let y = row * SCALE; y < (row + 1) * SCALE; y++) {
    for (let x = column * SCALE; x < (column + 1) * SCALE; x++) {
      pixels.set([value, value, value, 255], (y * width + x) * 4)
    }
  }
}

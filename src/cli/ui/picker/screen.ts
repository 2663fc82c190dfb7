import {
  createPrompt,
  isDownKey,
  isEnterKey,
  isUpKey,
  useEffect,
  useKeypress,
  useMemo,
  useState,
  type KeypressEvent,
} from '@inquirer/core'
import type { Screen } from '../../../system/terminal/screen.js'
import { search } from './candidates.js'
import type { Choice } from './index.js'
import { describeRow, drawRow, layoutFor, longestOf } from './row.js'
import { clip } from '../columns.js'
import type { Style } from '../style.js'

export interface PickerConfig extends Choice {
  screen: Screen
  style: Style
}

/** Lines that are no rows: the filter, the count, a blank one, the chosen row's, the keys'. */
const FRAME = 5

/** @returns undefined for a person who leaves without a choice */
export const picker = createPrompt<string | undefined, PickerConfig>((config, done) => {
  const { candidates, rowOf, screen, style } = config
  const [typed, setTyped] = useState(config.typed)
  const [active, setActive] = useState(0)
  const [size, setSize] = useState(sizeOf(screen))
  const longest = useMemo(() => longestOf(candidates.map(({ name }) => name)), [candidates])
  const { found, isGuess } = useMemo(() => search(candidates, typed), [candidates, typed])

  useEffect((readline) => {
    if (config.typed !== '') readline.write(config.typed)
    readline.on('close', () => done(undefined))
    // Stopped in raw mode on the second screen, we would leave the shell's function without a terminal.
    readline.on('SIGTSTP', () => undefined)
    return screen.onResize(() => setSize(sizeOf(screen)))
  }, [])

  const page = Math.max(1, size.rows - FRAME)
  useKeypress((key, readline) => {
    const move = (by: number): void =>
      setActive(Math.max(0, Math.min(found.length - 1, active + by)))
    if (isEnterKey(key)) {
      const choice = found[active]
      if (choice) done(choice.candidate.name)
      else readline.write(typed)
    } else if (key.name === 'escape') done(undefined)
    else if (isUpKey(key) || isControl(key, 'p')) move(-1)
    else if (isDownKey(key) || isControl(key, 'n')) move(1)
    else if (key.name === 'pageup') move(-page)
    else if (key.name === 'pagedown') move(page)
    else if (key.name === 'tab') {
      // The line has already taken it for a character.
      readline.clearLine(0)
      readline.write(typed)
    } else if (readline.line !== typed) {
      setTyped(readline.line)
      setActive(0)
    }
  })

  const layout = layoutFor(size.columns, longest)
  const first = Math.max(0, Math.min(active - Math.floor(page / 2), found.length - page))
  const rows = found.slice(first, first + page).map(({ candidate, positions }, index) => {
    const isActive = first + index === active
    return drawRow(rowOf(candidate.name), layout, { isActive, positions, style })
  })
  const chosen = found[active]
  const count = isGuess
    ? `no ${config.noun} matches${found.length > 0 ? '; spelt alike:' : ''}`
    : `${found.length} of ${candidates.length}`
  const below = [
    style.dim(`  ${count}`),
    ...rows,
    '',
    chosen ? describeRow(rowOf(chosen.candidate.name), size.columns) : '',
    style.dim(clip('↑↓ move   enter choose   esc leave', size.columns - 1)),
  ]
  return [`${style.bold('role')} ${style.cyan('❯')} ${typed}`, below.join('\n')]
})

function isControl(key: KeypressEvent, letter: string): boolean {
  return key.ctrl && key.name === letter
}

function sizeOf({ output }: Screen): { columns: number; rows: number } {
  return { columns: output.columns || 80, rows: output.rows || 24 }
}

import {
  createPrompt,
  isDownKey,
  isEnterKey,
  isUpKey,
  useEffect,
  useKeypress,
  useMemo,
  useRef,
  useState,
  type KeypressEvent,
} from '@inquirer/core'
import type { Screen } from '../../../system/terminal/screen.js'
import { search, searchWord } from './candidates.js'
import { describeRow, drawRow, layoutFor, longestOf, type PickerOptions } from './rows.js'
import { clip } from '../columns.js'
import type { Style } from '../style.js'

/** What the full-screen picker shows. */
export interface ScreenPickerConfig extends PickerOptions {
  screen: Screen
  style: Style
}

/** Lines other than rows: the filter, the count, a blank one, the active row's, the keys'. */
const FRAME_LINES = 5

/** The full-screen picker. @returns undefined if the user cancels it */
export const screenPicker = createPrompt<string | undefined, ScreenPickerConfig>((config, done) => {
  const { candidates, rowOf, screen, style } = config
  const [typed, setTyped] = useState(config.typed)
  const [moved, setMoved] = useState<number | undefined>(undefined)
  const [size, setSize] = useState(sizeOf(screen))
  const longest = useMemo(
    () => ({
      name: longestOf(candidates.map(({ name }) => name)),
      role: longestOf(candidates.map(({ role }) => role)),
    }),
    [candidates],
  )
  // A limited role is longer than the files say. What has been shown keeps its width.
  const shownRole = useRef(0)
  const isWord = typed === config.typed
  const { hits, isGuess } = useMemo(
    () => (isWord ? searchWord : search)(candidates, typed),
    [candidates, typed],
  )
  // Nothing is chosen that the user has neither typed nor moved to.
  const active = moved ?? (isGuess ? -1 : 0)

  useEffect((readline) => {
    if (config.typed !== '') readline.write(config.typed)
    readline.on('close', () => done(undefined))
    // Ctrl-Z in raw mode would leave the calling shell function without a usable terminal.
    readline.on('SIGTSTP', () => undefined)
    return screen.onResize(() => setSize(sizeOf(screen)))
  }, [])

  const page = Math.max(1, size.rows - FRAME_LINES)
  useKeypress((key, readline) => {
    const move = (by: number): void => setMoved(Math.max(0, Math.min(hits.length - 1, active + by)))
    if (isEnterKey(key)) {
      const hit = hits[active]
      if (hit) done(hit.candidate.name)
      else readline.write(typed)
    } else if (key.name === 'escape') done(undefined)
    else if (isUpKey(key) || isControl(key, 'p')) move(-1)
    else if (isDownKey(key) || isControl(key, 'n')) move(1)
    else if (key.name === 'pageup') move(-page)
    else if (key.name === 'pagedown') move(page)
    else if (key.name === 'tab') {
      // Readline has already inserted the tab as a character.
      readline.clearLine(0)
      readline.write(typed)
    } else if (readline.line !== typed) {
      setTyped(readline.line)
      setMoved(undefined)
    }
  })

  const first = Math.max(0, Math.min(active - Math.floor(page / 2), hits.length - page))
  const shown = hits
    .slice(first, first + page)
    .map((hit) => ({ ...hit, row: rowOf(hit.candidate.name) }))
  shownRole.current = Math.max(shownRole.current, longestOf(shown.map(({ row }) => row.role)))
  const role = Math.max(longest.role, shownRole.current)
  const layout = layoutFor(size.columns, { ...longest, role })
  const rows = shown.map(({ row, positions }, index) => {
    const isActive = first + index === active
    return drawRow(row, layout, { isActive, positions, style })
  })
  const current = hits[active]
  const count = isGuess
    ? `no matching ${config.noun}${hits.length > 0 ? '; similar names:' : ''}`
    : `${hits.length} of ${candidates.length}`
  const below = [
    style.dim(`  ${count}`),
    ...rows,
    '',
    current ? describeRow(rowOf(current.candidate.name), size.columns) : '',
    style.dim(clip('↑↓ move   enter choose   esc cancel', size.columns - 1)),
  ]
  return [`${style.bold(config.noun)} ${style.cyan('❯')} ${typed}`, below.join('\n')]
})

function isControl(key: KeypressEvent, letter: string): boolean {
  return key.ctrl && key.name === letter
}

function sizeOf({ output }: Screen): { columns: number; rows: number } {
  return { columns: output.columns || 80, rows: output.rows || 24 }
}

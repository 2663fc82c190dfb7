import { readFileSync } from 'node:fs'
import { expect } from 'vitest'

/**
 * Expects that a documented choice exists.
 * @param choice `docs/FILE.md#heading`, the heading as GitHub links to it
 */
export function expectDocumented(choice: string | undefined): void {
  if (choice === undefined) return
  const [file = '', anchor = ''] = choice.split('#')
  const headings = readFileSync(file, 'utf8').match(/^#+ .*$/gm) ?? []
  expect(headings.map(anchorOf), choice).toContain(anchor)
}

/** The anchor that GitHub gives to a heading. */
function anchorOf(heading: string): string {
  const text = heading.replace(/^#+ /, '').toLowerCase()
  return text.replace(/[^\p{L}\p{N}\s_-]/gu, '').replaceAll(' ', '-')
}

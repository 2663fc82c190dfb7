import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

/** Languages that ESLint does not read. It checks the same for TypeScript. */
const FILES = ['*.rs', '*.c', '*.sh', '*.yml', '*.toml', '.ci/run', '.githooks/*', 'Dockerfile']
const MAX_COLUMNS = 100

test('no comment is wider than 100 columns', () => {
  const listed = execFileSync('git', ['ls-files', '-z', ...FILES], { encoding: 'utf8' })
  const files = listed.split('\0').filter(Boolean)
  const wide = files.flatMap((file) =>
    readFileSync(file, 'utf8')
      .split('\n')
      .flatMap((line, index) =>
        line.length > MAX_COLUMNS && /^\s*(\/[/*]|\*|#)/.test(line) ? [`${file}:${index + 1}`] : [],
      ),
  )
  expect(wide).toEqual([])
  expect(files.filter((file) => file.endsWith('.rs')).length).toBeGreaterThan(20)
})

import { writeFileSync } from 'node:fs'
import { COMPLETIONS } from '../src/cli/completion/all.js'
import { COMMANDS } from '../src/cli/commands.js'

for (const { file, write } of Object.values(COMPLETIONS)) {
  writeFileSync(new URL(`../completions/${file}`, import.meta.url), write(COMMANDS))
}

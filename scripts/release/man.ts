import { fileURLToPath } from 'node:url'
import { writeManPages } from './man/write.js'

/* `npm run man`: writes man/ from the specs of the commands and docs/configuration.md. */

writeManPages(fileURLToPath(new URL('../..', import.meta.url)))

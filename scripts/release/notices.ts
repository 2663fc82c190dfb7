import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { notices } from './notices/notices.js'
import { npmPackages } from './notices/npm-packages.js'

/* `npm run notices`: writes THIRD-PARTY-NOTICES of the package for npm. Needs `npm run build`. */

const root = fileURLToPath(new URL('../..', import.meta.url))
writeFileSync(join(root, 'THIRD-PARTY-NOTICES'), notices(npmPackages(root)))

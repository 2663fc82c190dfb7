import { writeFileSync } from 'node:fs'
import { startScene } from '/tmp/wt/nineteen/test/support/scene.js'
const scene = await startScene()
const [file] = process.argv.slice(2)
const lines = Object.entries(scene.env).map(([k, v]) => `export ${k}='${v}'`)
writeFileSync(file!, lines.join('\n') + `\nSERIAL='${scene.serial}'\n`)
process.stdin.on('data', () => { console.log(scene.sts.freshCode(scene.serial), scene.sts.requests.length) })
setInterval(() => {}, 1000)
process.on('SIGUSR2', () => { writeFileSync(file + '.code', scene.sts.freshCode(scene.serial) + ' ' + scene.sts.requests.length) })

import { measureServe } from './serve.js'
import { table } from './table.js'
console.log(table(await measureServe(Number(process.argv[2]))))

/** Node's `process`: the global one (globals.ts). */
export default process

// Where things are.
export const app = 'http://127.0.0.1:3100'
export const pds = 'http://127.0.0.1:3101'
export const state = 'test-results/logged-in.json' // what the browser keeps after the log-in

#!/usr/bin/env node
import { main } from '../dist/index.js';

// Whoever reads may have read enough, as `head` does.
process.stdout.on('error', (error) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});

process.exitCode = await main(process.argv.slice(2));

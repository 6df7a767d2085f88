export { type Backend, type BackendName, backendNames, loadBackend } from './load-backend.js';

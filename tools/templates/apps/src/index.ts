export { templateName } from './template-name.js';

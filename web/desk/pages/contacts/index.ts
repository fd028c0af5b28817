export { CasePage } from './CasePage';
export { CasesPage } from './CasesPage';
export { ContactPage } from './ContactPage';
export { ContactsPage } from './ContactsPage';

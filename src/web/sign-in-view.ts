import type { KeptForm } from './kept-form.js';

interface SignIn {
  email: string;
  /** Where to go on to. */
  next: string;
  error: string | null;
  /** Said of a form that could not be taken because nobody is signed in. */
  notice?: string | null;
  /** That form, when something was typed into it. */
  kept?: KeptForm | null;
}

/** View of the page where one signs in. @param isDemo shows the accounts, which exist in the demo only */
export function signInView({ notice = null, kept = null, ...form }: SignIn, isDemo: boolean): object {
  return { ...form, notice, kept: kept && JSON.stringify(kept), accounts: isDemo ? DEMO_ACCOUNTS : [] };
}

const DEMO_ACCOUNTS = [
  { email: 'technik@urzad.example', role: 'technician' },
  { email: 'naczelnik@urzad.example', role: 'itHead' },
  { email: 'pracownik@urzad.example', role: 'employee' },
  { email: 'kierownik@urzad.example', role: 'unitHead' },
  { email: 'skarbnik@urzad.example', role: 'treasurer' },
  { email: 'sekretarz@urzad.example', role: 'secretary' },
  { email: 'audytor@urzad.example', role: 'auditor' },
  { email: 'admin@urzad.example', role: 'administrator' },
];

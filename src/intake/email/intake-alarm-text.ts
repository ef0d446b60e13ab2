import { pluralWord } from '../../rendering/plural.js';
import type { IntakeAlarm } from './intake-alarms.js';

/** An alarm as a technician reads it, with what to do. */
export function alarmText(alarm: IntakeAlarm): { title: string; text: string } {
  switch (alarm.kind) {
    case 'mailbox-silent':
      return {
        title: `Skrzynki ${alarm.mailbox} nie udało się odczytać od ${alarm.minutes} ${pluralWord(alarm.minutes, 'minute.genitive')} pracy urzędu`,
        text: 'Wiadomości czekają na serwerze poczty. Należy sprawdzić ustawienia skrzynki i serwer.',
      };
    case 'mailbox-difference':
      return {
        title: `Skrzynka ${alarm.mailbox}, różnica z serwerem: ${alarm.messages} ${pluralWord(alarm.messages, 'message')}`,
        text: 'Ktoś dziś usunął lub przeniósł wiadomości przed odczytem albo są one starsze niż data, od której skrzynka jest czytana.',
      };
    case 'waiting-long':
      return {
        title: `Najstarsza wiadomość czeka na przetworzenie od ${alarm.minutes} ${pluralWord(alarm.minutes, 'minute.genitive')}`,
        text: 'Przetwarzanie poczty stoi lub nie nadąża. Należy sprawdzić stan programu i jego dziennik.',
      };
  }
}

import { Facts } from '../contacts/Facts';
import { plainDayText } from '../contacts/times';
import type { Attributes } from './wire';
import { phoneText, postalText } from './wording';

export function AttributeFacts({ attributes }: { readonly attributes: Attributes }) {
  const registered = attributes.phone_registered_on ? `（${plainDayText(attributes.phone_registered_on)}登録）` : '';
  return (
    <Facts
      testId="attributes"
      facts={[
        ['顧客番号', attributes.customer_id],
        ['お名前', attributes.name],
        ['フリガナ', attributes.name_kana],
        ['区分', attributes.is_company ? '法人' : '個人'],
        ...(attributes.is_company ? [] : [['生年月日', plainDayText(attributes.birth_date)] as const]),
        ['住所', `${postalText(attributes.postal_code)}\n${attributes.address}`],
        ['電話番号', `${phoneText(attributes.phone)}${registered}`],
        ['メール', attributes.email ?? '－'],
        ['代理店コード', attributes.agency_code ?? '－'],
        ['世帯番号', attributes.household_id ?? '－'],
      ]}
    />
  );
}

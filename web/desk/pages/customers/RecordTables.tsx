import { Table } from '@mantine/core';
import { PlainTable } from '../contacts/PagedTable';
import { Tag } from '../contacts/Tag';
import { plainDayText } from '../contacts/times';
import type { Claim, Policy } from './wire';
import {
  claimStatusLabel,
  lineLabel,
  paymentModeLabel,
  phoneText,
  policyStatusLabel,
  postalText,
  yenText,
} from './wording';

export function PolicyTable({ policies }: { readonly policies: readonly Policy[] }) {
  return (
    <PlainTable
      caption="契約の一覧"
      columns={['証券番号', '種目・商品', '状態', '保険期間', '保険料', '保険の対象', '送付先']}
      testId="policies"
    >
      {policies.map((policy) => (
        <Table.Tr key={policy.policy_no}>
          <Table.Th scope="row" fw={600} style={{ whiteSpace: 'nowrap' }}>
            {policy.policy_no}
          </Table.Th>
          <Table.Td>
            {lineLabel(policy.line)}
            <br />
            {policy.product}
          </Table.Td>
          <Table.Td>
            <Tag tone={policy.status === 'in_force' ? 'good' : 'neutral'}>{policyStatusLabel(policy.status)}</Tag>
          </Table.Td>
          <Table.Td style={{ whiteSpace: 'nowrap' }}>
            {plainDayText(policy.inception_date)}から
            <br />
            {plainDayText(policy.expiry_date)}まで
          </Table.Td>
          <Table.Td style={{ whiteSpace: 'nowrap' }}>
            {yenText(policy.premium_yen)}（{paymentModeLabel(policy.payment_mode)}）
            {policy.earthquake_premium_yen != null && (
              <>
                <br />
                地震保険料 {yenText(policy.earthquake_premium_yen)}
              </>
            )}
          </Table.Td>
          <Table.Td>{policy.insured_object || '－'}</Table.Td>
          <Table.Td>
            {policy.mailing_address
              ? `${postalText(policy.mailing_postal_code)} ${policy.mailing_address}`
              : '登録住所'}
          </Table.Td>
        </Table.Tr>
      ))}
    </PlainTable>
  );
}

export function ClaimTable({ claims }: { readonly claims: readonly Claim[] }) {
  return (
    <PlainTable
      caption="事故・保険金の一覧"
      columns={['受付番号', '証券番号', '事故日', '受付日', '状況', '担当', '内容']}
      testId="claims"
    >
      {claims.map((claim) => (
        <Table.Tr key={claim.claim_no}>
          <Table.Th scope="row" fw={600} style={{ whiteSpace: 'nowrap' }}>
            {claim.claim_no}
          </Table.Th>
          <Table.Td>
            {claim.policy_no}
            <br />
            {lineLabel(claim.line)}
          </Table.Td>
          <Table.Td>{plainDayText(claim.occurred_on)}</Table.Td>
          <Table.Td>{plainDayText(claim.reported_on)}</Table.Td>
          <Table.Td>{claimStatusLabel(claim.status)}</Table.Td>
          <Table.Td>
            {claim.office}
            <br />
            {phoneText(claim.office_phone)}
          </Table.Td>
          <Table.Td>{claim.description}</Table.Td>
        </Table.Tr>
      ))}
    </PlainTable>
  );
}

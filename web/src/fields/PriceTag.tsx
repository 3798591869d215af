import { t } from "@/i18n/t";
import type { ShownPrice } from "@/store/useEstimate";
import { cx } from "@/ui/cx";
import { Tooltip } from "@/ui/Tooltip";
import { priceWords } from "./words";

interface PriceTagProps {
  price: ShownPrice;
  /** On a button there is room for a figure only. */
  short?: boolean;
  className?: string;
}

/** A price before it is paid. It keeps its place while it is asked for, and is underlined while it is the one of before. */
export function PriceTag({ price, short = false, className }: PriceTagProps) {
  const { estimate, asking, old } = price;
  const look = cx(
    "text-sm font-normal",
    old && "underline decoration-dotted underline-offset-3",
    className,
  );
  if (asking) return <span className={cx(look, "invisible")}>{t("canvas.credits", { n: 0 })}</span>;
  const words = priceWords(estimate);
  if (estimate?.maxCredits != null) return <span className={look}>{words}</span>;
  if (short)
    return (
      <span className={look}>
        <span aria-hidden>{t("fields.priceOpen")}</span>
        <span className="sr-only">{words}</span>
      </span>
    );
  return (
    <Tooltip content={t("fields.priceUnknownWhy")}>
      <span tabIndex={0} className={look}>
        {words}
      </span>
    </Tooltip>
  );
}

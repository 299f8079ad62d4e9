"use client";

import { type ReactNode, useState } from "react";

import { Button } from "./button";
import { Dialog } from "./dialog";
import { Input } from "./input";

interface ConfirmDialogProps {
  /** Absent: whoever draws it opens it. */
  trigger?: ReactNode;
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
  /** A question that names the thing: "Delete the key “ci”?" */
  title: string;
  /** What is lost and whether it can be undone. */
  consequence: ReactNode;
  /** The verb on the button: "Delete key". */
  action: string;
  /** Text to type before the button works; for what cannot be undone. */
  typed?: string;
  /** The dialog closes when it resolves and stays, with the message, when it rejects. */
  onConfirm: () => Promise<void> | void;
}

/** Before something is destroyed. */
export function ConfirmDialog({
  trigger,
  open: controlled,
  onOpenChange,
  title,
  consequence,
  action,
  typed,
  onConfirm,
}: ConfirmDialogProps) {
  const [own, setOwn] = useState(false);
  const open = controlled ?? own;
  const setOpen = (next: boolean) => {
    setOwn(next);
    onOpenChange?.(next);
  };
  const [text, setText] = useState("");
  const [pending, setPending] = useState(false);
  const [failure, setFailure] = useState<string>();
  const ready = typed === undefined || text === typed;

  async function confirm() {
    if (!ready || pending) return;
    setPending(true);
    setFailure(undefined);
    try {
      await onConfirm();
      setOpen(false);
    } catch (error) {
      setFailure(error instanceof Error ? error.message : String(error));
    } finally {
      setPending(false);
    }
  }

  function change(next: boolean) {
    setOpen(next);
    setText("");
    setFailure(undefined);
  }

  return (
    <Dialog
      title={title}
      description={consequence}
      open={open}
      onOpenChange={change}
      trigger={trigger}
      footer={
        <>
          <Button size="l" onClick={() => change(false)}>
            Keep it
          </Button>
          <Button
            size="l"
            variant="danger"
            disabled={!ready}
            pending={pending}
            onClick={() => void confirm()}
          >
            {action}
          </Button>
        </>
      }
    >
      {typed !== undefined && (
        <label className="grid gap-1 text-s">
          <span>
            Type <b className="font-mono font-medium select-all">{typed}</b> to confirm
          </span>
          <Input
            value={text}
            onChange={(e) => setText(e.target.value)}
            onKeyDown={(e) => e.key === "Enter" && void confirm()}
            autoComplete="off"
            spellCheck={false}
          />
        </label>
      )}
      {failure && (
        <p role="alert" className="mt-2 text-s text-bad">
          {failure}
        </p>
      )}
    </Dialog>
  );
}

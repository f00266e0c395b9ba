;;; editor.el --- a finding in Emacs' eglot  -*- lexical-binding: t -*-
;; Run by check-editors in batch mode.  Takes from the environment: SERVER,
;; BUILD, FILE, CODE (the check), WRONG and RIGHT (what is written, what it
;; should be).  Exits with 1 at the first step that does not go as it must.
(require 'eglot)
(require 'flymake)

(defun found ()
  (seq-find (lambda (one) (string-match-p (getenv "CODE") (flymake-diagnostic-text one)))
            (flymake-diagnostics)))

(defun await (what is-so)
  (let ((until (+ (float-time) 60)))
    (while (and (not (funcall is-so)) (< (float-time) until))
      (accept-process-output nil 0.05)
      ;; An idle timer does this for somebody who types.
      (flymake-start))
    (unless (funcall is-so)
      (message "editor.el: in vain: %s" what)
      (kill-emacs 1))
    (message "%s" what)))

(add-to-list 'eglot-server-programs
             (list 'c-mode (getenv "SERVER") (concat "--compile-commands-dir=" (getenv "BUILD"))
                   "--background-index=0" "--log=error"))
(setq eglot-sync-connect 30 eglot-send-changes-idle-time 0 create-lockfiles nil make-backup-files nil)
(find-file (getenv "FILE"))
(apply #'eglot (append (butlast (eglot--guess-contact)) (last (eglot--guess-contact))))
(flymake-mode 1)
(flymake-start)
(await "the finding appears" #'found)
(goto-char (flymake-diagnostic-beg (found)))
(search-forward (getenv "WRONG"))
(delete-region (match-beginning 0) (match-end 0))
(insert (getenv "RIGHT"))
(eglot--signal-textDocument/didChange)
(await "an unsaved edit makes it vanish" (lambda () (not (found))))
(set-buffer-modified-p nil)
(kill-emacs 0)

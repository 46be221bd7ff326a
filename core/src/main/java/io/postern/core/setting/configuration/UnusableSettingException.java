package io.postern.core.setting.configuration;

/** A setting that the program can't start with. The message names it; there is neither a value nor a cause that quotes one. */
final class UnusableSettingException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    UnusableSettingException(String setting, String wanted) {
        super(setting + " must be " + wanted);
    }
}

namespace PhStudio.Messaging.Contracts;

/// <summary>How a message or a setting names a chat: by its number, or a public one by its name.</summary>
public static class ChatIdForm
{
    /// <summary>The form.</summary>
    public const string Pattern = @"^(-?[1-9][0-9]{0,15}|@[A-Za-z][A-Za-z0-9_]{3,31})\z";

    /// <summary>The same in words.</summary>
    public const string Words = "a chat's number such as -1001234567890, or @channelname";

    /// <summary>The rule, behind the field's name.</summary>
    public const string Rule = "must be " + Words;
}

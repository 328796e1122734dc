namespace PhStudio.Messaging.Templates.Types;

/// <summary>What a template's value may be, and in which JSON form it comes.</summary>
public enum ValueKind
{
    /// <summary>One line of text; line breaks and control characters become spaces, so that a typed name cannot fake a line of ours. A JSON number is taken as its digits.</summary>
    Text,

    /// <summary>Text of several lines.</summary>
    Lines,

    /// <summary>A telephone number as typed.</summary>
    Phone,

    /// <summary>A whole number.</summary>
    Whole,

    /// <summary>An amount of money, a JSON number in whole units of the currency.</summary>
    Amount,

    /// <summary>An ISO 4217 code such as <c>RUB</c>.</summary>
    Currency,

    /// <summary>A day, <c>yyyy-MM-dd</c>.</summary>
    Date,

    /// <summary>A list of times of day, each <c>HH:mm</c>.</summary>
    Times,

    /// <summary>An instant in ISO 8601 with its offset, from 1970 to 2037 (tg-time holds 32 bits).</summary>
    Moment,

    /// <summary>True or false.</summary>
    Flag,

    /// <summary>One of the words that the contract lists.</summary>
    Choice,

    /// <summary>The number of a person at Telegram, for a mention.</summary>
    Person,
}

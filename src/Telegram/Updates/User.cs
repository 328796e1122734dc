using System.Globalization;
using PhStudio.Messaging.Contracts;

namespace PhStudio.Messaging.Telegram.Updates;

/// <summary>A person, or a bot.</summary>
public sealed record User
{
    /// <summary>The account that Telegram shows for every anonymous administrator of every group (docs/telegram.md 36).</summary>
    public const long AnonymousAdministrator = 1087968824;

    private const int MaxShownName = 100;

    /// <summary>The account's number.</summary>
    public required long Id { get; init; }

    /// <summary>True for a bot, and for the accounts by which Telegram shows groups and channels.</summary>
    public bool IsBot { get; init; }

    /// <summary>The first name as typed.</summary>
    public string? FirstName { get; init; }

    /// <summary>The last name as typed.</summary>
    public string? LastName { get; init; }

    /// <summary>The public name without <c>@</c>.</summary>
    public string? Username { get; init; }

    /// <summary>The language of the person's app, such as <c>ru</c> or <c>pt-br</c>.</summary>
    public string? LanguageCode { get; init; }

    /// <summary>The name to show, at most 100 characters; of a name without a visible character the public one, or the number.</summary>
    public string ShownName
    {
        get
        {
            var name = $"{FirstName} {LastName}".Trim();
            return Shortened(!BlankText.Is(name) ? name : Username ?? Id.ToString(CultureInfo.InvariantCulture));
        }
    }

    /// <summary>True for a person who writes as the group itself, so that nobody can say which person it is.</summary>
    public bool IsAnonymous => Id == AnonymousAdministrator;

    /// <summary>A name as it is shown, at most 100 characters.</summary>
    public static string Shortened(string name) =>
        name.Length <= MaxShownName ? name : name[..(char.IsHighSurrogate(name[MaxShownName - 1]) ? MaxShownName - 1 : MaxShownName)];
}

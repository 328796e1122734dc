using PhStudio.Messaging.TelegramEmulator.Wire;

namespace PhStudio.Messaging.TelegramEmulator.Chats;

/// <summary>Who is there from the start.</summary>
public static class DemoPeople
{
    /// <summary>Five of the studio's staff, all members of the staff chat.</summary>
    public static IReadOnlyList<User> Staff { get; } =
    [
        Person(100001, "Анна", "Орлова", "anna_studio", "ru"),
        Person(100002, "Борис", "Лебедев", "boris_studio", "ru"),
        Person(100003, "Вера", "Соколова", null, "ru"),
        Person(100004, "Глеб", null, "gleb_light", "ru"),
        Person(100005, "Дарья", "Ким", null, "en"),
    ];

    /// <summary>Two customers, each with a private chat with the bot.</summary>
    public static IReadOnlyList<User> Customers { get; } =
    [
        Person(200001, "Мария", "Петрова", "maria_p", "ru"),
        Person(200002, "John", "Smith", null, "en"),
    ];

    /// <summary>The same people with their apps in another language; the two whose apps are English keep it.</summary>
    internal static IReadOnlyList<User> With(string? language, IReadOnlyList<User> people) =>
        language is null ? people : [.. people.Select(person => person.LanguageCode == "ru" ? person with { LanguageCode = language } : person)];

    internal static Chat StaffChat(long id) => new() { Id = id, Type = id < -1_000_000_000_000 ? "supergroup" : "group", Title = "Photo studio staff" };

    private static User Person(long id, string first, string? last, string? username, string language) =>
        new() { Id = id, FirstName = first, LastName = last, Username = username, LanguageCode = language };
}

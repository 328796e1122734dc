using System.Globalization;

namespace PhStudio.Messaging.WebhookProcessor.Staff;

/// <summary>The listed people and their roles (<c>STAFF_ROLES</c>).</summary>
public sealed class StaffRoles
{
    /// <summary>The setting's form.</summary>
    public const string Format = "user ids (1 to 4503599627370495) with roles, separated by commas, such as 123456789:manager,987654321:decider; the roles are viewer, decider, manager";

    /// <summary>The form of <c>STAFF_ANONYMOUS_ROLE</c>.</summary>
    public const string AnonymousFormat = "viewer, decider or manager";

    // Telegram's numbers of people have at most 52 bits (docs/telegram.md 35).
    private const long MaxUser = (1L << 52) - 1;

    private readonly Dictionary<long, Role> _roles;

    private StaffRoles(Dictionary<long, Role> roles) => _roles = roles;

    /// <summary>Nobody is listed.</summary>
    public static StaffRoles None { get; } = new([]);

    /// <summary>True when nobody is listed.</summary>
    public bool IsEmpty => _roles.Count == 0;

    /// <summary>The role of a person who writes as a staff chat itself; null for the role of people who are not listed.</summary>
    public Role? Anonymous { get; private init; }

    /// <summary>The same people, with a role for anonymous administrators.</summary>
    public StaffRoles WithAnonymous(Role? role) => new(_roles) { Anonymous = role };

    /// <summary>The managers' user ids.</summary>
    public IEnumerable<long> Managers => _roles.Where(r => r.Value == Role.Manager).Select(r => r.Key).Order();

    /// <summary>Reads the setting; null when it has another form.</summary>
    public static StaffRoles? Parse(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return None;
        }

        var roles = new Dictionary<long, Role>();
        foreach (var entry in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = entry.Split(':', StringSplitOptions.TrimEntries);
            if (parts.Length != 2 || !long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var user) || user is < 1 or > MaxUser || Named(parts[1]) is not { } role || !roles.TryAdd(user, role))
            {
                return null;
            }
        }

        return new(roles);
    }

    /// <summary>A listed person's role; null for anybody else.</summary>
    public Role? Find(long user) => _roles.TryGetValue(user, out var role) ? role : null;

    /// <summary>A role by its word; null for any other word.</summary>
    public static Role? Named(string? name) => name switch
    {
        "viewer" => Role.Viewer,
        "decider" => Role.Decider,
        "manager" => Role.Manager,
        _ => null,
    };
}

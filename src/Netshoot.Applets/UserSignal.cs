namespace Netshoot.Applets;

/// <summary>The signals that have no meaning but what a tool gives them (signal(7)).</summary>
public enum UserSignal
{
    /// <summary>SIGUSR1.</summary>
    First,

    /// <summary>SIGUSR2.</summary>
    Second,
}

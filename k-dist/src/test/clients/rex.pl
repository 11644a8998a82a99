#!/usr/bin/env perl
# Rex's Service::SunOS::svcadm.
use strict;
use warnings;

my $name = 'client/rex';

sub fail {
    print "@_\n";
    exit 1;
}

sub i_run {
    my ($command) = @_;
    my $out = `$command 2>/dev/null`;
    return ($out, $? >> 8);
}

sub svcadm {
    my ($verb) = @_;
    my (undef, $status) = i_run("svcadm $verb $name");
    fail("svcadm $verb: $status") if $status != 0;
}

sub status {
    my ($out, $status) = i_run("svcs -l $name");
    fail("svcs -l: $status") if $status != 0;
    my ($state) = ($out =~ m/state\s+([a-z]+)/);
    return defined $state ? $state : '';
}

sub await {
    my ($wanted) = @_;
    for (1 .. 600) {
        return if status() eq $wanted;
        select undef, undef, undef, 0.1;
    }
    fail("not $wanted but " . status());
}

await('online');
svcadm('restart');
await('online');
svcadm('refresh');
await('online');
svcadm('disable');
await('disabled');
svcadm('enable');
await('online');
my (undef, $absent) = i_run('svcs -l client/nobody');
fail("svcs -l of nobody: $absent") if $absent != 1;
print "all steps\n";
